package registry

import (
	"errors"
	"testing"
	"time"

	"google.golang.org/protobuf/types/known/timestamppb"

	"ikd/station/siak"
	pb "ikd/station/siak/registry/registryv1"
)

func TestUsedList(t *testing.T) {
	noon := time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
	reply := func(at time.Time, since *timestamppb.Timestamp) *pb.GetTrustResponse {
		return &pb.GetTrustResponse{ServerTime: timestamppb.New(at), UsedSince: since}
	}
	ids := func(n ...byte) map[siak.PresentationID]bool {
		m := map[siak.PresentationID]bool{}
		for _, b := range n {
			m[siak.PresentationID{b}] = true
		}
		return m
	}
	var u usedList
	step := func(what string, at time.Time, asked, got *timestamppb.Timestamp, used map[siak.PresentationID]bool, want int) {
		t.Helper()
		all, err := u.take(asked, reply(at, got), used)
		if err != nil || len(all) != want {
			t.Errorf("%s: %d known, error %v; want %d", what, len(all), err, want)
		}
	}
	if u.since(noon) != nil {
		t.Fatal("a new client asks for a part")
	}
	step("the whole list", noon, nil, nil, ids(1, 2), 2)
	since := u.since(noon.Add(time.Minute))
	if want := noon.Add(-usedOverlap); !since.AsTime().Equal(want) {
		t.Fatalf("asks from %v on, want %v", since.AsTime(), want)
	}
	step("a part", noon.Add(time.Minute), since, since, ids(2, 3), 3)
	for what, got := range map[string]*timestamppb.Timestamp{
		"another part": timestamppb.New(noon), "a part that nobody asked for": since,
	} {
		asked := since
		if got == since {
			asked = nil
		}
		if _, err := u.take(asked, reply(noon, got), ids(9)); !errors.Is(err, errOtherQuestion) {
			t.Errorf("%s: error %v", what, err)
		}
	}
	step("a registry that knows of no parts", noon.Add(2*time.Minute), since, nil, ids(7), 1)
	if u.since(noon.Add(2*time.Minute+usedWhole-1)) == nil {
		t.Error("the whole list before its time")
	}
	if u.since(noon.Add(2*time.Minute+usedWhole)) != nil {
		t.Error("no whole list after an hour")
	}
}
