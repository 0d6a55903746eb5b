package wire

import (
	"ikd/station/siak"
	pb "ikd/station/siak/registry/registryv1"
	"ikd/station/siak/text"
)

// mostPartitions bounds what a registry may list: Indonesia has some 7,300
// kecamatan.
const mostPartitions = 10_000

// mostPeople bounds what a partition may claim to have.
const mostPeople = 1 << 31

// FromPartitions writes down what there is for the wire.
func FromPartitions(all []siak.PartitionState) []*pb.PartitionState {
	out := make([]*pb.PartitionState, 0, len(all))
	for _, s := range all {
		out = append(out, &pb.PartitionState{
			Partition: &pb.Partition{Region: string(s.Head.Partition), Name: text.Clean(s.Name)},
			Head:      FromCursor(s.Head), Total: uint64(s.Total),
		})
	}
	return out
}

// ToPartitions checks and reads what there is.
func ToPartitions(all []*pb.PartitionState) ([]siak.PartitionState, error) {
	if len(all) > mostPartitions {
		return nil, bad("partitions")
	}
	out := make([]siak.PartitionState, 0, len(all))
	for _, m := range all {
		region, name := m.GetPartition().GetRegion(), text.Clean(m.GetPartition().GetName())
		switch {
		case !IsDistrict(region), m.GetHead().GetPartition() != region:
			return nil, bad("partitions.region")
		case name == "", len(name) > maxText:
			return nil, bad("partitions.name")
		case m.GetTotal() > mostPeople:
			return nil, bad("partitions.total")
		}
		out = append(out, siak.PartitionState{Name: name, Head: ToCursor(m.GetHead()), Total: int(m.GetTotal())})
	}
	return out, nil
}
