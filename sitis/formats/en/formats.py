"""English for readers from anywhere: the day before the month, 24 hours, spaces that do not break."""

DATE_FORMAT = "j\xa0F\xa0Y"
SHORT_DATE_FORMAT = "j\xa0M\xa0Y"
TIME_FORMAT = "G:i"
DATETIME_FORMAT = "j\xa0F\xa0Y, G:i"
SHORT_DATETIME_FORMAT = "j\xa0M\xa0Y, G:i"
MONTH_DAY_FORMAT = "j\xa0F"
DECIMAL_SEPARATOR = "."
THOUSAND_SEPARATOR = ","
NUMBER_GROUPING = 3
