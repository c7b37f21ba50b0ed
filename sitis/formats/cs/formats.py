"""Czech forms that Django's own locale lacks: spaces that do not break, 14.30, the year's end."""

DATE_FORMAT = "j.\xa0n.\xa0Y"
SHORT_DATE_FORMAT = "j.\xa0n.\xa0Y"
TIME_FORMAT = "G.i"
DATETIME_FORMAT = "j.\xa0n.\xa0Y G.i"
SHORT_DATETIME_FORMAT = "j.\xa0n.\xa0Y G.i"
MONTH_DAY_FORMAT = "j.\xa0n."
DECIMAL_SEPARATOR = ","
THOUSAND_SEPARATOR = "\xa0"
NUMBER_GROUPING = 3
DATE_INPUT_FORMATS = ["%d. %m. %Y", "%d.%m.%Y", "%d. %m. %y", "%d.%m.%y", "%Y-%m-%d"]
TIME_INPUT_FORMATS = ["%H:%M", "%H.%M", "%H:%M:%S"]
DATETIME_INPUT_FORMATS = ["%d.%m.%Y %H:%M", "%d. %m. %Y %H.%M", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"]
