package sandbox_test

import (
	"encoding/pem"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/types/dynamicpb"

	pb "ikd/station/siak/registry/registryv1"
	"ikd/station/siak/registry/sandbox"
	"ikd/station/siak/registry/server/scope"
)

// blocks are the shell blocks of docs/contract.md, the first of which begins
// each of the others.
func blocks(t *testing.T) (first string, others []string) {
	t.Helper()
	page, err := os.ReadFile("../../../docs/contract.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range regexp.MustCompile("(?s)```sh\n(.*?)```").FindAllStringSubmatch(string(page), -1) {
		others = append(others, m[1])
	}
	if len(others) < 2 {
		t.Fatal("the page has no blocks")
	}
	return others[0], others[1:]
}

// TestCurl runs what docs/contract.md shows, with the real curl: every call of
// the contract is there, and every answer is JSON of the message that it should
// be, without an error.
func TestCurl(t *testing.T) {
	for _, program := range []string{"curl", "openssl", "sh"} {
		if _, err := exec.LookPath(program); err != nil {
			t.Skipf("there is no %s here", program)
		}
	}
	s := open(t, sandbox.Options{People: 100, Codes: true})
	addr := serve(t, s)
	code, _, err := s.Invite(t.Context(), "Loket 1", "", 0, "3276", scope.LookUpByNIK)
	if err != nil {
		t.Fatal(err)
	}
	other, err := newCounter(t, addr, time.Now).enrol(invite(t, s, "", 0)) // to know the authority
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	authority := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: other.Authority})
	if err := os.WriteFile(filepath.Join(dir, "authority.pem"), authority, 0o600); err != nil {
		t.Fatal(err)
	}
	shown := map[protoreflect.Name]bool{}
	first, rest := blocks(t)
	last := ""
	for _, block := range rest {
		method := methodOf(t, block)
		if shown[method.Name()] = true; method.Name() == "ReportWipe" {
			last = block // it ends the station
			continue
		}
		answers(t, dir, addr, code.Secret(), first+block, method)
	}
	answers(t, dir, addr, code.Secret(), first+last, methodOf(t, last))
	services := pb.File_registry_proto.Services()
	for i := range services.Len() {
		for j := range services.Get(i).Methods().Len() {
			if name := services.Get(i).Methods().Get(j).Name(); !shown[name] {
				t.Errorf("the page does not show %s", name)
			}
		}
	}
}

// methodOf is the call that a block makes.
func methodOf(t *testing.T, block string) protoreflect.MethodDescriptor {
	t.Helper()
	m := regexp.MustCompile(`(\w+Service)/(\w+)`).FindStringSubmatch(block)
	if m == nil {
		t.Fatalf("no call in %s", block)
	}
	method := pb.File_registry_proto.Services().ByName(protoreflect.Name(m[1])).Methods().ByName(protoreflect.Name(m[2]))
	if method == nil {
		t.Fatalf("there is no call %s", m[2])
	}
	return method
}

// answers runs a block; what it prints must be the call's response.
func answers(t *testing.T, dir, addr, code, script string, method protoreflect.MethodDescriptor) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "sh", "-eu", "-c", script)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "REGISTRY="+addr, "CODE="+code, "NO_PROXY=*")
	var errs strings.Builder
	cmd.Stderr = &errs
	out, err := cmd.Output()
	if err != nil {
		t.Errorf("%s: %v %s", method.Name(), err, errs.String())
		return
	}
	if err := protojson.Unmarshal(out, dynamicpb.NewMessage(method.Output())); err != nil {
		t.Errorf("%s answers %s: %v", method.Name(), out, err)
	}
}
