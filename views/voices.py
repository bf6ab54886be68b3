"""Voices: whose words an event's outlets carry, and who is shown for or against whom."""

from views._chosen import begin
from views._filters import choose_voice
from views._heard import heard_of, show_heard, show_shared
from views._voices import MATRIX_STYLE, show_acts, show_distance, show_relations

chosen, view = begin("Voices", MATRIX_STYLE)
shown = chosen.shown
heard = heard_of(view.library, view.event, chosen.kept_ids, by=view.by)
show_heard(view, heard)
show_shared(view, heard)
voice = choose_voice(label="Whose words, from here on")
show_relations(view, shown, voice)
show_acts(view, shown, voice)
show_distance(view, heard.cued, shown, voice)
