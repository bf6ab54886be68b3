"""The closed classes of English words that bound a phrase: determiners, prepositions, auxiliaries and the like."""


def _set(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


DEFINITE = _set("the this that these those")
DETERMINERS = DEFINITE | _set(
    "his her its their our my your whose a an some any many several no every each all both few most more fewer such "
    "what which another either neither one two three four five six seven eight nine ten eleven twelve dozen hundred "
    "thousand million"
)
# After a determiner, and no part of the phrase.
AFTER_DETERMINER = _set(
    "other others own same very only first last next second third rest least two three four five six seven eight nine "
    "ten"
)
AUXILIARIES = _set("has have had will would can could may might must shall should did do does to")
BE = _set("is are was were be been being got get gets")
ADVERBS = _set(
    "also still not never then now again always often already both all later just even here there however meanwhile "
    "perhaps rather so today yesterday tomorrow together too thus therefore moreover once instead yet almost far"
)
STOPS = (
    (DETERMINERS | AUXILIARIES | BE | ADVERBS)
    | _set(
        "about above across after against along alongside amid among amongst and around as at became because become "
        "before behind below beneath beside besides between beyond but by despite doing done down during ever for from "
        "having he him how i if in inside into it less like me near nor of off on onto or out outside over per "
        "regarding she since than them they though through throughout till toward towards under unless until up upon "
        "versus via vs we when whenever where whereas whether while who whom why with within without yes you anyone "
        "everyone"
    )
    | _set(
        "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august "
        "september october november december"
    )
)
PRONOUNS = _set("he she it that what who there here let i we you they one everyone")  # "he’s", no owner
RELATIVES = _set("that who which whose")
# A base form after these is a verb: "to attack rebels".
BEFORE_VERB = _set("to will would can could may might must should shall not they we who i you and or did do does let")
# Before a participle in -ed, which then is an adjective: "of wounded soldiers".
LEADING = _set("of to for by with from among against between on in at about like toward towards")
SAID_TO_BE = _set(
    "allegedly reportedly apparently supposedly purportedly presumably mainly mostly largely especially particularly "
    "previously recently finally initially only likely probably possibly certainly clearly simply"
)
