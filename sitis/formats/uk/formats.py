"""Ukrainian forms, with spaces that do not break."""

DATE_FORMAT = "j\xa0E\xa0Y"
SHORT_DATE_FORMAT = "d.m.Y"
TIME_FORMAT = "G:i"
DATETIME_FORMAT = "j\xa0E\xa0Y, G:i"
SHORT_DATETIME_FORMAT = "d.m.Y G:i"
MONTH_DAY_FORMAT = "j\xa0E"
DECIMAL_SEPARATOR = ","
THOUSAND_SEPARATOR = "\xa0"
NUMBER_GROUPING = 3
