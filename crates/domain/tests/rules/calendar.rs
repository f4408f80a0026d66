//! Days, holidays and anchor months (CAL).

use chrono::{Datelike, NaiveDate};
use guichet_domain::calendar::{Period, easter, is_french_holiday};
use serde_json::{Value, json};

use crate::common::*;

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

/// Asks for a return at an instant; the day is that of the order's zone.
#[track_caller]
fn check_at(order: &OrderDoc, at: &str, outcome: &str) -> Value {
    let command = json!({"type": "request_return", "lines": units(&[("1", 1)]), "reason": null});
    ask_order(order, command, at).expect(json!({"outcome": outcome}))
}

fn camera(zone: &str, placed_at: &str) -> OrderDoc {
    american_order()
        .with("time_zone", zone)
        .with("placed_at", placed_at)
        .hardware("1", 1, "100.00", "0")
        .paid()
        .in_transit("s1", &[("1", 1)])
}

#[test]
fn cal_1_a_period_ends_with_the_last_second_of_its_last_day() {
    let paris = camera("Europe/Paris", "2026-11-01T09:12:00+01:00");
    check_at(&paris, "2026-12-01T23:59:59+01:00", "allowed");
    check_at(&paris, "2026-12-02T00:00:00+01:00", "refused");
}

#[test]
fn cal_1_the_orders_zone_decides_whatever_the_offset_says() {
    let paris = camera("Europe/Paris", "2026-11-01T09:12:00+01:00");
    check_at(&paris, "2026-12-01T22:59:59Z", "allowed");
    check_at(&paris, "2026-12-01T23:00:00Z", "refused");
    check_at(&paris, "2026-12-01T18:00:00-05:00", "refused");
    let new_york = camera("America/New_York", "2026-11-01T09:12:00-05:00");
    check_at(&new_york, "2026-12-02T05:59:59+01:00", "allowed");
    check_at(&new_york, "2026-12-02T06:00:00+01:00", "refused");
    let tokyo = camera("Asia/Tokyo", "2026-10-31T15:00:00Z"); // 1 November there
    check_at(&tokyo, "2026-12-01T14:59:59Z", "allowed");
    check_at(&tokyo, "2026-12-01T15:00:00Z", "refused");
}

#[test]
fn cal_1_the_purchase_date_is_the_zones_day_too() {
    // 31 October at 23:30 UTC is 1 November in Paris.
    let decision = check_at(&camera("Europe/Paris", "2026-10-31T23:30:00Z"), "2026-11-02T00:00:00Z", "allowed");
    assert_eq!(decision["deadlines"]["return_period_end"], "2026-12-01");
}

#[test]
fn cal_1_clocks_that_change_do_not_move_midnight() {
    // Summer time ends on 25 October 2026 and begins on 29 March 2026 in Paris.
    let autumn = camera("Europe/Paris", "2026-09-25T12:00:00+02:00");
    check_at(&autumn, "2026-10-25T22:59:59Z", "allowed");
    check_at(&autumn, "2026-10-25T23:00:00Z", "refused");
    let spring = camera("Europe/Paris", "2026-02-27T12:00:00+01:00");
    check_at(&spring, "2026-03-29T21:59:59Z", "allowed");
    check_at(&spring, "2026-03-29T22:00:00Z", "refused");
}

/// The last day of the statutory withdrawal for a delivery.
#[track_caller]
fn check_withdrawal(market: &str, holidays: Value, delivered_on: &str, end: &str) {
    let order = order().with("market", market).hardware("1", 1, "100.00", "0.20").paid().delivered(
        "s1",
        &[("1", 1)],
        delivered_on,
    );
    let command =
        json!({"type": "request_return", "lines": units(&[("1", 1)]), "reason": null, "notified_on": "2026-11-02"});
    ask_order(&order, command, "2026-11-02T10:00:00+01:00")
        .parameters(json!({"public_holidays": holidays}))
        .expect(json!({"deadlines": {"withdrawal_end": end}}));
}

#[test]
fn cal_2_a_statutory_period_runs_to_the_next_working_day() {
    for (delivered, end) in [
        ("2026-11-06", "2026-11-20"), // a Friday
        ("2026-11-07", "2026-11-23"), // Saturday → Monday
        ("2026-11-08", "2026-11-23"), // Sunday → Monday
        ("2026-10-28", "2026-11-12"), // 11 November → Thursday
        ("2026-12-11", "2026-12-28"), // Christmas, a Friday → Monday
        ("2026-03-20", "2026-04-03"), // Good Friday is a working day
        ("2026-03-21", "2026-04-07"), // Holy Saturday, Easter, Easter Monday → Tuesday
        ("2026-04-30", "2026-05-15"), // Ascension Day, 14 May → Friday
        ("2026-05-09", "2026-05-26"), // Saturday, Whit Sunday, Whit Monday → Tuesday
        ("2026-06-30", "2026-07-15"), // 14 July → Wednesday
        ("2026-12-18", "2027-01-04"), // New Year's Day, a Friday → Monday
        ("2028-02-15", "2028-02-29"),
    ] {
        check_withdrawal("FR", json!({}), delivered, end);
    }
}

#[test]
fn cal_3_other_markets_have_their_table() {
    check_withdrawal("DE", json!({}), "2026-10-28", "2026-11-11"); // no Armistice Day there
    let table = json!({"DE": ["2026-11-11", "2026-11-12"], "FR": ["2026-11-12"]});
    check_withdrawal("DE", table.clone(), "2026-10-28", "2026-11-13");
    check_withdrawal("IT", table, "2026-10-28", "2026-11-11");
}

#[test]
fn cal_3_eleven_holidays_a_year_in_france() {
    for year in [2024, 2025, 2026, 2027, 2028, 2035] {
        let days = NaiveDate::from_ymd_opt(year, 1, 1).unwrap().iter_days().take_while(|d| d.year() == year);
        assert_eq!(days.filter(|d| is_french_holiday(*d)).count(), 11, "{year}");
    }
    for holiday in ["2026-04-06", "2026-05-14", "2026-05-25", "2027-03-29", "2027-05-06", "2027-05-17"] {
        assert!(is_french_holiday(day(holiday)), "{holiday}");
    }
    for workday in ["2026-04-03", "2026-04-05", "2026-05-24", "2026-12-26", "2026-07-04"] {
        assert!(!is_french_holiday(day(workday)), "{workday}");
    }
}

#[test]
fn cal_3_two_holidays_on_one_day() {
    // In 2008 Ascension Day fell on 1 May: ten days in all.
    assert_eq!(easter(2008), Some(day("2008-03-23")));
    assert!(is_french_holiday(day("2008-05-01")));
}

#[test]
fn cal_3_easter_sundays() {
    // As published (Butcher/Meeus tables), the earliest and latest dates among them.
    for date in [
        "1818-03-22",
        "1943-04-25",
        "1961-04-02",
        "1999-04-04",
        "2000-04-23",
        "2019-04-21",
        "2024-03-31",
        "2025-04-20",
        "2026-04-05",
        "2027-03-28",
        "2028-04-16",
        "2038-04-25",
        "2049-04-18",
        "2076-04-19",
        "2285-03-22",
    ] {
        let date = day(date);
        assert_eq!(easter(date.year()), Some(date));
    }
}

#[test]
fn sub_2_anchored_periods_tile_the_calendar() {
    for anchor in ["2026-01-31", "2026-01-30", "2026-01-29", "2028-02-29", "2026-12-31", "2026-05-01"] {
        let anchor = day(anchor);
        assert_eq!(Period::anchored(anchor, anchor.pred_opt().unwrap()), None);
        let mut expected_start = anchor;
        for date in anchor.iter_days().take(1_500) {
            let period = Period::anchored(anchor, date).expect("a period");
            assert!(period.contains(date), "{anchor} {date}");
            assert!((28..=31).contains(&period.length()), "{anchor} {date}");
            if period.start != expected_start {
                assert_eq!(period.start, date, "periods follow each other without a gap");
                expected_start = period.start;
            }
            let last_of_month = period.start.succ_opt().is_none_or(|next| next.month() != period.start.month());
            assert!(period.start.day() == anchor.day() || last_of_month, "{anchor}: no drift to {}", period.start);
        }
    }
}
