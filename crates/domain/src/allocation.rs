//! Spreading an amount over weights so that the shares add up to it exactly (MON-4).

/// Largest remainder in minor units: each share is `total × weight / Σ weights` rounded down, and the units left
/// over go to the largest remainders, ties to the earlier place. Weights that are all zero count as equal.
///
/// `total` and the weights are not negative; documents bound them so that the products fit an `i128`.
pub fn largest_remainder(total: i128, weights: &[i128]) -> Vec<i128> {
    let equal: Vec<i128>;
    let weights = if weights.iter().all(|w| *w == 0) {
        equal = vec![1; weights.len()];
        &equal
    } else {
        weights
    };
    let sum: i128 = weights.iter().sum();
    if sum == 0 {
        return Vec::new();
    }
    let mut shares: Vec<i128> = weights.iter().map(|w| total * w / sum).collect();
    let mut by_remainder: Vec<usize> = (0..weights.len()).collect();
    // A stable sort keeps earlier places first among equal remainders.
    by_remainder.sort_by_key(|place| std::cmp::Reverse(weights.get(*place).map_or(0, |w| total * w % sum)));
    let mut left = total - shares.iter().sum::<i128>();
    for place in by_remainder {
        if left == 0 {
            break;
        }
        if let Some(share) = shares.get_mut(place) {
            *share += 1;
            left -= 1;
        }
    }
    shares
}
