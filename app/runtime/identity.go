package runtime

import (
	"ikd/station/siak"
	"ikd/station/siak/registry"
	"ikd/station/store"
)

// toStored is an identity as the store keeps it.
func toStored(id registry.Identity) store.Identity {
	kept := store.Identity{
		StationID: id.StationID, Registry: id.Address, ServerName: id.ServerName,
		Key: id.Key, Certificate: id.Certificate, Authority: id.Authority,
		OfficeRegion: id.OfficeRegion, OfficeName: id.OfficeName, Training: id.Training,
		SealingKey: id.SealingKey, FileKey: id.FileKey, FileRecipient: id.FileRecipient,
		OldAuthority: id.OldAuthority, Intermediates: id.Intermediates, KeysVersion: id.KeysVersion,
	}
	if key, is := id.TLSKey.(*store.TPMKey); is && len(id.TLSCertificate) > 0 {
		kept.TLSKey, kept.TLSAuth = key.Stored()
		kept.TLSCertificate = id.TLSCertificate
	}
	for _, p := range id.Partitions {
		kept.Partitions = append(kept.Partitions, store.Partition(p))
	}
	return kept
}

// FromStored is an identity as the client uses it.
func FromStored(id store.Identity) registry.Identity {
	identity := registry.Identity{
		StationID: id.StationID, Address: id.Registry, ServerName: id.ServerName,
		Key: id.Key, Certificate: id.Certificate, Authority: id.Authority,
		OfficeRegion: id.OfficeRegion, OfficeName: id.OfficeName, Training: id.Training,
		SealingKey: id.SealingKey, FileKey: id.FileKey, FileRecipient: id.FileRecipient,
		OldAuthority: id.OldAuthority, Intermediates: id.Intermediates, KeysVersion: id.KeysVersion,
	}
	if len(id.TLSCertificate) > 0 {
		// What cannot be read is found missing by who needs it.
		if key, err := store.SystemTPM().Key(id.TLSKey, id.TLSAuth); err == nil {
			identity.TLSKey, identity.TLSCertificate = key, id.TLSCertificate
		}
	}
	for _, p := range id.Partitions {
		identity.Partitions = append(identity.Partitions, registry.Partition(p))
	}
	return identity
}

// area is the regions that a station keeps in its cache.
func area(id registry.Identity) []siak.Region {
	regions := make([]siak.Region, 0, len(id.Partitions))
	for _, p := range id.Partitions {
		regions = append(regions, p.Region)
	}
	return regions
}
