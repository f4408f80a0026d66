//! The rest of the shop: made-up people with ordinary orders, so that lists and searches have something to show.

use super::Demo;
use super::sketch::{
    Article, BELL, BRITAIN, CAM_IN, CAM_OUT, CARD, Days, FRANCE, GERMANY, HUB, LOCK, MOTION, PANEL, PLUG, Place,
    SENSOR, SIREN, SPAIN, STATES, Sketch, THERMOSTAT,
};
use crate::error::DeskError;
use crate::identity::{self, Dice};

/// How many people.
const PEOPLE: usize = 24;

const PLACES: [Place; 8] = [FRANCE, FRANCE, GERMANY, FRANCE, STATES, FRANCE, BRITAIN, SPAIN];

const ARTICLES: [Article; 11] = [CAM_OUT, CAM_IN, BELL, LOCK, HUB, SENSOR, MOTION, SIREN, THERMOSTAT, PLUG, PANEL];

pub(super) fn add(days: &Days<'_>, demo: &mut Demo) -> Result<(), DeskError> {
    let mut number = 90_000;
    for person in 0..PEOPLE {
        let id = format!("c-2{person:03}");
        let place = PLACES.get(person % PLACES.len()).copied().unwrap_or(FRANCE);
        let mut dice = Dice::of(&id);
        demo.customers.push(identity::person(&id, place.0));
        for at in 0..3 + dice.below(3) {
            number += 37 + dice.below(60);
            let ago = u64::try_from(5 + at * 70 + dice.below(65)).unwrap_or(5);
            let mut sketch = Sketch::new(days, &format!("W-{number:06}"), &id, place, ago)?;
            let first = dice.below(ARTICLES.len());
            for line in 0..=dice.below(3) {
                let article = ARTICLES.get((first + line * 4) % ARTICLES.len()).copied().unwrap_or(PLUG);
                sketch = sketch.buys(article, u32::try_from(1 + dice.below(2)).unwrap_or(1))?;
            }
            if first == 0 {
                sketch = sketch.gift(CARD)?;
            }
            sketch = sketch.carriage("5.90", "4.90")?;
            sketch = sketch.ships(&[], ago - 1, ago.checked_sub(4));
            demo.orders.push(sketch.done()?);
        }
    }
    Ok(())
}
