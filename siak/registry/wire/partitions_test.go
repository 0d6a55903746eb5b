package wire

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"ikd/station/siak"
	pb "ikd/station/siak/registry/registryv1"
)

func TestPartitions(t *testing.T) {
	all := []siak.PartitionState{
		{Name: "Beji", Head: siak.Cursor{Partition: "327606", Epoch: 4, Seq: 900}, Total: 700},
		{Name: "Pasar Minggu", Head: siak.Cursor{Partition: "317404", Epoch: 4}},
	}
	got, err := ToPartitions(FromPartitions(all))
	if diff := cmp.Diff(all, got); err != nil || diff != "" {
		t.Error(err, diff)
	}
	for name, spoil := range map[string]func(*pb.PartitionState){
		"no region":       func(m *pb.PartitionState) { m.Partition = nil },
		"a city":          func(m *pb.PartitionState) { m.Partition.Region, m.Head.Partition = "3276", "3276" },
		"another's head":  func(m *pb.PartitionState) { m.Head.Partition = "327605" },
		"no name":         func(m *pb.PartitionState) { m.Partition.Name = "" },
		"too many people": func(m *pb.PartitionState) { m.Total = 1 << 63 },
	} {
		bad := FromPartitions(all)
		spoil(bad[0])
		if _, err := ToPartitions(bad); err == nil {
			t.Error(name, "is taken")
		}
	}
	if _, err := ToPartitions(make([]*pb.PartitionState, mostPartitions+1)); err == nil {
		t.Error("no end of them is taken")
	}
}
