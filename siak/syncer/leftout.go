package syncer

import "ikd/station/siak"

// leftOut is who has a record that cannot be read and is not in the copy, and its
// version, by partition, as far as pages told since the program started.
type leftOut map[siak.Region]map[siak.NIK]uint64

// take notes what a page tells. One that begins a partition begins that anew.
func (l leftOut) take(page siak.Page) {
	region := page.From.Partition
	if page.From.Seq == 0 || page.StartOver || l[region] == nil {
		l[region] = map[siak.NIK]uint64{}
	}
	for _, r := range page.Upserts {
		delete(l[region], r.NIK)
	}
	for _, gone := range page.Removed {
		delete(l[region], gone.NIK)
	}
	for _, gone := range page.LeftOut {
		l[region][gone.NIK] = gone.Version
	}
}

// with is a partition's checksum with those who were left out of it.
func (l leftOut) with(mine siak.PartitionDigest) siak.Digest {
	for nik, version := range l[mine.At.Partition] {
		if !nik.IsZero() {
			mine.Digest.Add(nik, version)
		}
	}
	return mine.Digest
}
