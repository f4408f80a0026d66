//! The stores in memory keep the contract that all stores keep.

use crate::common;
use guichet_sync::authority::{DeviceRecord, DeviceState};
use guichet_sync::contract::{self, DEVICE, MERCHANTS};
use guichet_sync::memory::{MemoryAuthority, MemoryReplica, Pace};
use uuid::Uuid;

fn authority() -> MemoryAuthority {
    let store = MemoryAuthority::new(Pace::Free);
    for merchant in MERCHANTS {
        store.add_merchant(merchant, Uuid::from_u128(1));
        let device = DeviceRecord {
            id: DEVICE,
            epoch: 1,
            series: "K1".into(),
            public_key: vec![0; 32],
            last_seq: 0,
            last_link: Default::default(),
            state: DeviceState::Active,
        };
        store.put_device(merchant, device);
    }
    store
}

#[test]
fn a_replica_in_memory() {
    common::now(contract::replica(async || MemoryReplica::new(Pace::Free)));
}

#[test]
fn an_authority_in_memory() {
    common::now(contract::authority(async || authority(), async || ()));
}
