"""The grammar of English time expressions as regular expressions. Words only: meaning is in `time_rules`.

Every pattern is matched (not searched) at a word where an expression may begin, so none has to be
fast on a whole story. A gap between words may hold one line break, never a blank line.
"""

from __future__ import annotations

import re

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
WEEKDAYS_SHORT = ("mon", "tue", "tues", "wed", "weds", "thu", "thur", "thurs", "fri", "sat", "sun")
MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
MONTHS_SHORT = ("jan", "feb", "mar", "apr", "jun", "jul", "aug", "sept", "sep", "oct", "nov", "dec")

S = r"(?:[^\S\n]+\n?|\n)[^\S\n]*"


def _words(text: str) -> str:
    """Alternatives from a phrase list: blanks become gaps."""
    return text.replace(" ", S)


def _compile(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


WD = "|".join(WEEKDAYS)
MONTH = rf"(?:{'|'.join(MONTHS)}|(?:{'|'.join(MONTHS_SHORT)})\b\.?)"
DAY = r"(?:0?[1-9]|[12]\d|3[01])(?!\d|[,.]\d|:\d)(?:st|nd|rd|th)?"
YEAR = r"(?:19|20)\d\d(?!\d|[,.]\d|:\d|-\w|/)"
TAIL_YEAR = rf"(?:,?{S}(?:in{S}|of{S})?(?P<year>{YEAR}))?"
PART = _words(
    "early morning|late morning|early afternoon|late afternoon|early evening|late evening|late night|"
    "morning|afternoon|evening|night|dawn|dusk|noon|midday|midnight"
)
HOURS = _words("early morning hours|early hours|small hours|wee hours|late hours")
MOD = _words("early|mid|late|the beginning of|beginning of|the start of|start of|the end of|end of|the middle of")
NUM = _words(
    r"(?:\d{1,3}|a|an|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|eighteen|twenty|"
    r"thirty|forty|fifty|sixty|several|a few|few|many|a couple of|couple of|half an|half a dozen|a dozen|a half)\b"
)
ABOUT = _words(
    "about|around|some|approximately|roughly|nearly|almost|more than|less than|at least|over|just|barely|only"
)
UNIT = r"(?:minute|hour|day|night|week|fortnight|month|year|decade)"
DASH = r"\s?[-–—]\s?"
TO = rf"(?:{DASH}|{S}(?:to|and|until|till|through|or){S})"

# What may stand before a day: "late on", "the morning of", "in the early hours of", "overnight into".
LEAD = (
    rf"(?:(?P<edge>{_words('as early as|early|late|earlier|later|overnight')}){S}(?:in{S})?)?"
    rf"(?:(?P<prep>{_words('on|in|by|since|until|till|from|during|over|throughout|at|into|as of')}){S})?"
    rf"(?:(?:the{S})?(?P<leadpart>{PART}|{HOURS}){S}(?:of|on|between){S})?"
    rf"(?:the{S})?"
)

# A masthead or a feast is not a day: "Sunday Times", "Friday Mosque".
NOT_A_DAY = (
    r"(?!s\b)(?!\s(?-i:Times|Telegraph|Mail|Express|Herald|Mirror|Star|Sun|Post|People|Review|Monitor|Standard|"
    r"Mosque|Market|Circle|Group|Movement)\b)"
)
# A date can be a name: "17 November group", "6 April Youth Movement", "14 July Bridge".
NOT_A_DATE = (
    r"(?!\s(?-i:Movement|Alliance|Brigades?|Battalion|Bridge|Street|Square|Youth|Coalition|Avenue|Stadium|Hospital|"
    r"University|Group|Party|Forces|group|movement)\b)"
)

WEEKDAY = _compile(
    rf"{LEAD}(?:(?P<which>{_words('last|next|this past|this coming|this|coming|following|previous|preceding')}){S})?"
    rf"(?:(?P<mod>early|late){S})?"
    rf"(?P<wd>{WD}|(?:{'|'.join(WEEKDAYS_SHORT)})\b\.?(?=,?\s(?:\d|[JFMASOND][a-z])))"
    rf"{NOT_A_DAY}(?:{S}(?P<part>{PART})\b(?!s))?(?:{S}(?:of{S})?(?P<week>last|this|next){S}week)?(?:{S}prayers)?"
)
WEEKDAY_RANGE = _compile(
    rf"(?P<lead>(?:(?:overnight|on|in|during){S})?(?:the{S}night{S})?(?:(?:of|from|between){S})?)(?:(?:late|early){S})?"
    rf"(?P<first>{WD})(?:{S}(?:{PART}))?(?P<to>{DASH}|{S}(?:to|and|until|till|through|into){S})(?:(?:late|early){S})?"
    rf"(?P<last>{WD})(?:{S}(?:{PART})\b)?"
)
DAY_MONTH_RANGE = _compile(
    rf"(?P<lead>{LEAD}(?:(?:from|between){S}(?:the{S})?)?)(?P<d1>{DAY})(?:{S}(?P<m1>{MONTH})(?:,?{S}(?P<y1>{YEAR}))?)?"
    rf"{TO}(?:the{S})?(?P<d2>{DAY})(?:{S}of)?{S}(?P<m2>{MONTH}){TAIL_YEAR}"
)
MONTH_DAY_RANGE = _compile(
    rf"(?P<lead>{LEAD}(?:(?:from|between){S})?)(?P<m1>{MONTH}){S}(?P<d1>{DAY})(?:,?{S}(?P<y1>{YEAR}))?{TO}"
    rf"(?:(?P<m2>{MONTH}){S})?(?P<d2>{DAY}){TAIL_YEAR}(?!{S}(?:people|killed|dead|wounded|soldiers|civilians))"
)
DAY_MONTH = _compile(
    rf"{LEAD}(?P<day>{DAY})(?:{S}of{S}|{S}|-)(?P<month>{MONTH})(?:-(?P<dashed>{YEAR})|{TAIL_YEAR}){NOT_A_DATE}"
)
MONTH_DAY = _compile(rf"{LEAD}(?P<month>{MONTH}){S}(?:the{S})?(?P<day>{DAY}){TAIL_YEAR}{NOT_A_DATE}")
MONTH_YEAR = _compile(
    rf"{LEAD}(?:(?P<mod>{MOD})(?:{S}of)?[\s-](?:the{S})?)?(?P<month>{MONTH}),?{S}(?:of{S})?(?P<year>{YEAR})"
)
MONTH_ONLY = _compile(
    rf"{LEAD}(?:(?P<which>last|this|next){S})?(?:(?P<mod>{MOD})[\s-])?(?P<month>{MONTH})(?!\w|['’]s\b|-\w){NOT_A_DATE}"
)
YEAR_RANGE = _compile(
    rf"(?:(?P<lead>from|between|in|during){S})?(?P<first>(?:19|20)\d\d)(?P<to>{DASH}|{S}(?:to|and|until|through){S})"
    rf"(?P<last>{YEAR})"
)
YEAR_ONLY = _compile(rf"{LEAD}(?:(?P<mod>{MOD})[\s-])?(?P<year>{YEAR}|(?:19|20)\d0(?=s\b))(?P<decade>s\b)?")
ORDINAL_DAY = _compile(rf"on{S}the{S}(?P<day>\d{{1,2}}(?:st|nd|rd|th))(?=\s*[.,;:)]|\s*$)")

ISO = _compile(
    r"(?:(?P<prep>on|since|until|by|from)\s)?(?P<year>(?:19|20)\d\d)-(?P<month>\d\d)-(?P<day>\d\d)(?!\d|-\d)"
    r"(?:[T ](?P<h>[01]\d|2[0-3]):(?P<m>[0-5]\d)(?::\d\d(?:\.\d+)?)?(?P<zone>Z\b|\+00:?00\b)?)?"
)
NUMERIC = _compile(
    r"(?:(?P<prep>on|since|until|by|from)\s)?(?P<a>\d{1,2})(?P<sep>[/.])(?P<b>\d{1,2})(?P=sep)(?P<year>(?:19|20)\d\d|\d\d)"
    r"(?![\d/]|\.\d)"
)
CLOCK_ABOUT = _words(
    "around|about|approximately|roughly|nearly|almost|shortly after|shortly before|just after|just before|before|after"
)
CLOCK = _compile(
    rf"(?:(?P<prep>at|by|since|until|till|from){S})?"
    rf"(?:(?P<about>{CLOCK_ABOUT}){S})?(?P<h>2[0-4]|[01]?\d)(?!\d\d\d)(?:(?P<sep>[:.]?)(?P<m>[0-5]\d)(?!\d|[,.]\d))?"
    rf"(?:\s?(?P<half>[ap])\.?m\b\.?)?"
    rf"(?P<hours>{S}hours\b|{S}hrs\b)?(?P<oclock>\s?o['’]clock\b)?"
    rf"(?:{S}(?P<zone>local{S}time|local|gmt|utc|z|est|edt|cet|cest|eet|eest|msk)\b)?"
    rf"(?:{S}in{S}the{S}(?P<part>morning|afternoon|evening)\b)?"
)

RELATIVE_DAY = _compile(
    rf"(?:(?P<edge>early|late|earlier|later){S})?(?:(?P<prep>since|until|by|from|on){S})?"
    rf"(?:(?P<word>today|yesterday|tomorrow|tonight)(?:{S}(?P<part>{PART})\b(?!s))?(?!['’]s{S}(?:world|age)\b)"
    rf"|(?P<this>this){S}(?P<thispart>{PART})\b|last{S}(?P<lastpart>night|evening)\b"
    rf"|the{S}day{S}(?P<two>before{S}yesterday|after{S}tomorrow)\b)"
)
OVERNIGHT = _compile(
    rf"(?:overnight\b(?!-)(?!{S}(?:(?:on|into|from|between|to){S})?(?:the{S})?(?:{WD}|{MONTH}|\d))"
    rf"|(?:during|in|through){S}the{S}night\b(?!{S}(?:of|from|between)\b))"
)
PART_OF_DAY = _compile(
    rf"(?:(?P<edge>early|late|later|earlier|shortly|just){S})?(?P<prep>in|at|by|during|before|after|around|about|until){S}"
    rf"(?:the{S})?(?P<part>{PART}|{HOURS}|daybreak|nightfall|sunrise|sunset)\b(?!s|-|{S}(?:of|between)\b)"
)

PAST = _compile(
    rf"(?:(?P<prep>over|in|during|for|within|throughout|across){S})?(?:the{S}|these{S})?(?:course{S}of{S}the{S})?"
    rf"(?P<which>past|last|previous|preceding|next|coming){S}(?:(?P<num>{NUM}){S})?(?P<unit>{UNIT})s?\b"
)
SPAN_IN = _compile(rf"(?P<prep>in|over|during|within){S}the{S}(?P<num>{NUM}){S}(?P<unit>{UNIT})s?\b")
RECENT = _compile(rf"(?:(?:in|over|during){S})?(?:the{S})?(?:most{S})?recent{S}(?P<unit>{UNIT})s\b")
AGO = _compile(
    rf"(?:(?:{ABOUT}){S})*(?:(?P<num>{NUM}|the){S})?(?P<unit>{UNIT})(?P<plural>s?){S}"
    rf"(?P<where>ago|earlier|later|before|after|afterwards?|prior|previously)\b"
)
SHIFT = _compile(
    rf"(?:(?P<edge>earlier|later|early|late){S})?(?:(?P<prep>on|in|during|by|at|over|since){S})?(?P<the>the{S})?"
    rf"(?:(?P<very>very){S})?(?P<which>next|following|previous|preceding|same|that){S}"
    rf"(?P<unit>day|week|month|year|{PART})\b(?!s)"
)
IN_THE_DAY = _compile(rf"(?:earlier|later|late|early){S}(?:in|on){S}the{S}day\b")
PERIOD = _compile(
    rf"(?:(?P<mod>earlier|later|early|late){S})?(?:(?P<prep>in|on|over|during|by|since|until|at){S})?"
    rf"(?P<which>this|last|next|the|this{S}past|this{S}coming){S}"
    rf"(?P<unit>week|weekend|month|year|spring|summer|autumn|fall|winter)\b(?!s)"
)
DURATION = _compile(
    rf"(?P<prep>for|during|within|after|in|over|throughout){S}(?:the{S}(?:whole|entire){S})?(?:(?:{ABOUT}){S})*"
    rf"(?:(?:(?P<num>{NUM}){S})?(?P<unit>{UNIT})s|(?P<one>{NUM}){S}(?P<single>{UNIT}))\b"
)
UNITS_OF = _compile(rf"(?P<unit>{UNIT})s{S}of\b(?={S}(?-i:[a-z]))")
EVENT = _compile(
    rf"since{S}(?:the{S}|its{S})?(?:very{S})?(?P<what>start|beginning|outbreak|onset|launch|end|war|conflict|invasion|fighting)"
    rf"(?:{S}of{S}(?:the{S}|this{S}|its{S})?(?:[\w-]+{S}){{0,2}}?"
    rf"(?P<noun>war|conflict|invasion|fighting|offensive|hostilities|operation|ceasefire|truce|uprising|siege|year|month|week)\b"
    rf"|{S}(?:began|started|broke{S}out|erupted))"
)
