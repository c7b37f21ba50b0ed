"""What a service of each kind needs and does, in invented but plausible amounts. Samples, not norms."""

from dataclasses import dataclass, replace

#: Monthly costs of a full-time position with insurance in 2025, by line of the form.
WAGES = {
    "1.1": 57_000, "1.2": 46_500, "1.3": 59_000, "1.4": 55_000, "1.5": 61_000, "1.6": 56_000,
    "2.1": 76_000, "2.2": 52_000, "2.3": 40_500,
}  # fmt: skip
BASE_YEAR = 2025


@dataclass(frozen=True, slots=True)
class Profile:
    """Shares of man-years, money for a bed or a man-year, people and work for one."""

    staff: dict[str, float]  # line of section C.1 -> share of man-years in direct care
    others: dict[str, float]  # line of C.2 -> man-years for one in direct care
    per_bed: float = 0.0  # man-years in direct care for a bed
    money: dict[str, float] | None = None  # line of F.2 -> Kč for a man-year in direct care
    bed_money: dict[str, float] | None = None  # the same for a bed
    users: float = 20.0  # in a year for a man-year
    bed_users: float = 1.25  # in a year for a bed
    ended: float = 0.25  # of them
    occupancy: float = 0.95
    hours: float = 900.0  # direct, for a man-year
    interventions: float = 0.0
    contacts: float = 0.0
    clientdays: float = 0.0
    fees: float = 0.0  # share of revenues paid by users; for beds it is counted from days
    bed_fees: float = 0.0  # Kč for an occupied day
    care: float = 0.0  # care allowance, Kč for an occupied day
    insurers: float = 0.0  # Kč for an occupied day
    subsidy: float = 0.62  # § 101a, share of what users do not pay
    towns: float = 0.2  # municipalities, the same
    degrees: tuple[float, ...] = (0.1, 0.2, 0.3, 0.25, 0.15)
    women: float = 0.6


OFFICE = {"2.3": 9_000, "2.6.1": 14_000, "2.6.2": 11_000, "2.6.3": 38_000, "2.6.5": 5_500,
          "2.6.6": 6_000, "2.6.7": 4_000, "2.6.10": 17_000}  # fmt: skip
HOUSE = {"2.1.2": 3_500, "2.2": 41_000, "2.3": 2_600, "2.5": 16_000, "2.6.1": 39_000, "2.6.2": 2_500,
         "2.6.5": 2_400, "2.6.6": 15_000, "2.6.10": 24_000, "2.7": 21_000}  # fmt: skip
CLERKS = {"2.1": 0.1, "2.2": 0.08, "2.3": 0.03}

HOME = Profile(
    staff={"1.1": 0.06, "1.2.1": 0.76, "1.3": 0.18},
    others={"2.1": 0.05, "2.2": 0.06, "2.3": 0.3},
    per_bed=0.56, bed_money=HOUSE, bed_users=1.28, ended=0.24, occupancy=0.955, hours=1_050,
    bed_fees=505, care=325, insurers=92, subsidy=0.66, towns=0.05,
    degrees=(0.06, 0.12, 0.22, 0.3, 0.3), women=0.7,
)  # fmt: skip
HOUSING = Profile(
    staff={"1.1": 0.38, "1.2.4": 0.62},
    others={"2.1": 0.12, "2.2": 0.09, "2.3": 0.14},
    per_bed=0.2, bed_money=HOUSE | {"2.2": 0.0, "2.5": 6_000, "2.7": 9_000, "2.6.10": 9_000},
    bed_users=1.9, ended=0.52, occupancy=0.89, hours=1_000, interventions=620, bed_fees=165,
    subsidy=0.72, towns=0.17, women=0.45,
)  # fmt: skip
VISITS = Profile(
    staff={"1.1": 0.1, "1.2.3": 0.9},
    others={"2.1": 0.08, "2.2": 0.06, "2.3": 0.02},
    money=OFFICE | {"2.4": 26_000, "2.1.2": 4_000, "2.6.3": 14_000, "2.7": 9_000},
    users=11, ended=0.26, hours=1_020, fees=0.24, subsidy=0.58, towns=0.3, women=0.67,
)  # fmt: skip
DAY = Profile(
    staff={"1.1": 0.16, "1.2.2": 0.76, "1.4": 0.08},
    others={"2.1": 0.1, "2.2": 0.07, "2.3": 0.1},
    money=OFFICE | {"2.5": 14_000, "2.7": 12_000, "2.6.3": 26_000},
    users=7, ended=0.18, hours=1_150, clientdays=780, fees=0.1, subsidy=0.62, towns=0.24,
)  # fmt: skip
SOCIAL = Profile(
    staff={"1.1": 0.72, "1.2.4": 0.28},
    others=CLERKS, money=OFFICE | {"2.6.4": 6_000}, users=62, ended=0.55, hours=880,
    interventions=690, contacts=520, subsidy=0.68, towns=0.17, women=0.58,
)  # fmt: skip
STREET = replace(
    SOCIAL, staff={"1.1": 0.55, "1.2.4": 0.35, "1.6": 0.1}, users=74, ended=0.3, contacts=1_350,
    interventions=560, money=OFFICE | {"2.4": 7_000, "2.5": 9_000}, women=0.3,
)  # fmt: skip

PROFILES: dict[str, Profile] = {
    "home_for_seniors": HOME,
    "special_regime_home": replace(
        HOME, per_bed=0.66, degrees=(0.02, 0.06, 0.16, 0.34, 0.42), care=372, bed_users=1.33
    ),
    "home_for_disabled": replace(
        HOME, per_bed=0.82, staff={"1.1": 0.07, "1.2.2": 0.81, "1.3": 0.08, "1.4": 0.04},
        bed_users=1.06, ended=0.06, degrees=(0.03, 0.08, 0.2, 0.34, 0.35), women=0.44,
        insurers=24, bed_fees=445, subsidy=0.78,
    ),
    "week_care_centre": replace(
        HOME, per_bed=0.68, bed_users=1.12, ended=0.1, occupancy=0.86, women=0.45, insurers=12,
        bed_fees=395,
    ),
    "in_hospital_services": replace(HOME, per_bed=0.4, bed_users=3.6, ended=0.74, insurers=60),
    "sheltered_housing": replace(
        HOUSING, staff={"1.1": 0.18, "1.2.4": 0.82}, per_bed=0.31, bed_users=1.12, ended=0.1,
        occupancy=0.95, interventions=0, care=120, bed_fees=215, degrees=(0.2, 0.3, 0.3, 0.15, 0.05),
    ),
    "respite_care": replace(
        VISITS, per_bed=0.55, bed_money=HOUSE, bed_users=9.5, ended=0.8, occupancy=0.78,
        bed_fees=720, users=14, subsidy=0.68, towns=0.2,
    ),
    "shelter": replace(HOUSING, women=0.62),
    "halfway_house": replace(HOUSING, women=0.4, interventions=0),
    "night_shelter": replace(
        HOUSING, bed_users=5.2, ended=0.4, occupancy=0.72, bed_fees=62, per_bed=0.16, women=0.2,
    ),
    "therapeutic_community": replace(
        HOUSING, per_bed=0.42, occupancy=0.87, interventions=0, women=0.35,
        staff={"1.1": 0.5, "1.2.4": 0.25, "1.6": 0.25},
    ),
    "personal_assistance": replace(VISITS, users=4.2, hours=1_210, fees=0.3),
    "home_care": VISITS,
    "emergency_care": replace(VISITS, users=55, hours=0, fees=0.38),
    "guide_and_reading": replace(VISITS, users=9, fees=0.12),
    "supported_living": replace(VISITS, users=5.5, hours=960, fees=0.06, subsidy=0.74, towns=0.15,
                                staff={"1.1": 0.3, "1.2.2": 0.7}),
    "day_service_centre": DAY,
    "day_care_centre": DAY,
    "therapy_workshop": replace(DAY, fees=0.0, users=6, subsidy=0.74, towns=0.13),
    "low_threshold_day_centre": replace(STREET, clientdays=0, users=90),
    "low_threshold_youth": replace(STREET, users=52, clientdays=880, women=0.46),
    "contact_centre": replace(STREET, staff={"1.1": 0.6, "1.2.4": 0.25, "1.3": 0.15}),
    "outreach_programme": STREET,
    "social_counselling": replace(SOCIAL, staff={"1.1": 0.86, "1.5": 0.08, "1.6": 0.06}, users=118),
    "early_intervention": replace(SOCIAL, users=15, ended=0.22, hours=640, interventions=0),
    "telephone_crisis_help": replace(SOCIAL, users=310, ended=0.9),
    "interpreting": replace(SOCIAL, users=26, hours=720, interventions=0),
    "crisis_help": replace(SOCIAL, users=95, per_bed=0.5, bed_users=11, bed_money=HOUSE,
                           occupancy=0.68, bed_fees=90),
    "intervention_centre": replace(SOCIAL, users=105, per_bed=0.5, bed_users=8, bed_money=HOUSE,
                                   occupancy=0.6),
    "aftercare": replace(SOCIAL, users=21, per_bed=0.28, bed_users=1.8, bed_money=HOUSE,
                         occupancy=0.86, bed_fees=150, interventions=0, women=0.4),
    "social_rehabilitation": replace(SOCIAL, users=13, ended=0.42, interventions=480,
                                     per_bed=0.3, bed_users=1.7, bed_money=HOUSE, bed_fees=140),
    "activation_families": replace(SOCIAL, users=23, ended=0.45, interventions=610),
    "activation_seniors_disabled": replace(SOCIAL, users=34, ended=0.2, interventions=520),
    "mental_health_centre": replace(SOCIAL, users=24, ended=0.3, interventions=540,
                                    staff={"1.1": 0.5, "1.2.4": 0.2, "1.3": 0.3}),
}  # fmt: skip
USUAL = SOCIAL
