"""Fuzz the reader of delimited tables."""

from fuzzing import followed, fuzz

SEEDS = [
    b'text,title,date,outlet\n"The council ""voted"".",Plan wins,3/4/2024,Harbour Lantern\nA,B,2024-03-12,nan\n',
    b"title;text;text;x\nPlan wins;One\r\ntwo;;=1+1\n",
    b'\xef\xbb\xbftext\ttitle\n"open\tx\nfine\ty\n',
]

if __name__ == "__main__":
    read_csv = followed("pipeline.read.delimited").read_csv
    fuzz(lambda content: read_csv("a.csv", content), SEEDS)
