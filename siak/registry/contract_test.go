package registry

import (
	"crypto/ed25519"
	"encoding/hex"
	"fmt"
	"os"
	"strings"
	"testing"

	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/types/known/timestamppb"

	pb "ikd/station/siak/registry/registryv1"
	"ikd/station/siak/registry/wire"
)

// TestContractPage: every call, message, field and value of the contract has its
// meaning in docs/contract.md, whoever made that page.
func TestContractPage(t *testing.T) {
	b, err := os.ReadFile("../../docs/contract.md")
	if err != nil {
		t.Fatal(err)
	}
	page := string(b)
	file := pb.File_registry_proto
	missing := func(what protoreflect.Descriptor, line string) {
		t.Helper()
		at := strings.Index(page, line)
		if at < 0 || strings.HasPrefix(strings.TrimSpace(page[at+len(line):]), "|\n") {
			t.Errorf("the page does not say what %s is", what.FullName())
		}
	}
	for i := range file.Services().Len() {
		s := file.Services().Get(i)
		for j := range s.Methods().Len() {
			missing(s.Methods().Get(j), fmt.Sprintf("\n### %s\n", s.Methods().Get(j).Name()))
		}
	}
	for i := range file.Messages().Len() {
		m := file.Messages().Get(i)
		for j := range m.Fields().Len() {
			f := m.Fields().Get(j)
			missing(f, fmt.Sprintf("\n| %d | `%s` | ", f.Number(), f.JSONName()))
		}
	}
	for i := range file.Enums().Len() {
		e := file.Enums().Get(i)
		for j := 1; j < e.Values().Len(); j++ {
			missing(e.Values().Get(j), fmt.Sprintf("\n| %d | `%s` | ", e.Values().Get(j).Number(), e.Values().Get(j).Name()))
		}
	}
}

// TestContractVectors: the page's vectors are what the code makes of them.
func TestContractVectors(t *testing.T) {
	b, err := os.ReadFile("../../docs/contract.md")
	if err != nil {
		t.Fatal(err)
	}
	key := ed25519.NewKeyFromSeed([]byte(strings.Repeat("\x07", ed25519.SeedSize)))
	page := &pb.ListChangesResponse{
		From: &pb.Cursor{Partition: "327606", Epoch: 3}, To: &pb.Cursor{Partition: "327606", Epoch: 3, Seq: 300},
		Upserts:    []*pb.Resident{{Nik: "3276064101909001", Name: "SITI", Sex: 2, Birth: "19900101", Recorded: true, District: "327606", Version: 300}},
		Removed:    []*pb.Tombstone{{Nik: "3276060101909002", Version: 299}},
		ServerTime: &timestamppb.Timestamp{Seconds: 1767225600}, Total: 1,
	}
	if err := wire.Sign(page, wire.Sealer{Certificate: []byte("any"), Key: key}); err != nil {
		t.Fatal(err)
	}
	const code = "0123-4567-89AB-CDEF-GHJK-MNP8"
	if _, err := wire.ParseEnrolCode(code); err != nil {
		t.Error(err)
	}
	for _, vector := range []string{hex.EncodeToString(page.GetSeal().GetSignature()), code, "WJC5GMSGEGWK"} {
		if !strings.Contains(string(b), vector) {
			t.Errorf("the page has no %s", vector)
		}
	}
}
