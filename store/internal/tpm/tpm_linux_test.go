package tpm

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/rand"
	"crypto/sha256"
	"net"
	"path/filepath"
	"testing"
	"time"

	"ikd/station/siak"
	"ikd/station/store/internal/storetest"
	"ikd/station/store/tpmtest"
)

const testPatience = 10 * time.Second

var (
	right = bytes.Repeat([]byte{7}, 32)
	wrong = bytes.Repeat([]byte{8}, 32)
)

func simulated(t *testing.T) (*tpmtest.TPM, *Device) {
	t.Parallel()
	sim := tpmtest.New(t)
	return sim, At(sim.Path, testPatience)
}

// A secret comes back for the right value only, also after the laptop was switched
// off; the TPM counts wrong ones and locks itself, and right ones with it.
func TestSealedSecretHasALockout(t *testing.T) {
	sim, d := simulated(t)
	secret := []byte("half of every wrap, 32 bytes long")
	blob, err := d.Seal(secret, right)
	storetest.OK(t, err)
	if bytes.Contains(blob, secret) {
		t.Fatal("the blob has the secret in clear")
	}
	_, err = d.Unseal(blob, wrong)
	storetest.WantKind(t, err, siak.KindWrongPassphrase)
	sim.Kill()
	sim.Start(t)
	got, err := d.Unseal(blob, right)
	storetest.OK(t, err)
	if !bytes.Equal(got, secret) {
		t.Fatalf("unsealed %x", got)
	}
	for n := 0; ; n++ {
		_, err = d.Unseal(blob, wrong)
		if siak.KindOf(err) == siak.KindTPMLockedOut {
			break
		}
		storetest.WantKind(t, err, siak.KindWrongPassphrase)
		if n > 40 {
			t.Fatal("the TPM takes any number of tries")
		}
	}
	_, err = d.Unseal(blob, right)
	storetest.WantKind(t, err, siak.KindTPMLockedOut)
	key, err := d.NewKey(right) // keys are no matter of the lockout
	storetest.OK(t, err)
	signs(t, d, key)
}

// signs has the key of a blob sign.
func signs(t *testing.T, d *Device, blob []byte) {
	t.Helper()
	k, err := d.Key(blob, right)
	storetest.OK(t, err)
	digest := sha256.Sum256([]byte("what is signed"))
	signature, err := k.Sign(rand.Reader, digest[:], crypto.SHA256)
	storetest.OK(t, err)
	if !ecdsa.VerifyASN1(k.Public().(*ecdsa.PublicKey), digest[:], signature) {
		t.Fatal("the signature does not verify")
	}
}

// Any value can be proven, those with zero bytes too.
func TestValuesWithZeroBytes(t *testing.T) {
	_, d := simulated(t)
	for _, auth := range [][]byte{{}, {0}, {1, 0}, {0, 1}, {5, 0, 0, 7, 0}, make([]byte, 32)} {
		blob, err := d.Seal([]byte("secret"), auth)
		storetest.OK(t, err)
		_, err = d.Unseal(blob, auth)
		storetest.OK(t, err)
	}
}

// What one TPM made opens at no other, and not for who does not know the value.
func TestAnotherTPM(t *testing.T) {
	_, d := simulated(t)
	blob, err := d.Seal([]byte("secret"), right)
	storetest.OK(t, err)
	keyBlob, err := d.NewKey(right)
	storetest.OK(t, err)
	other := At(tpmtest.New(t).Path, testPatience)
	_, err = other.Unseal(blob, right)
	storetest.WantKind(t, err, siak.KindOtherTPM)
	k, err := other.Key(keyBlob, right)
	storetest.OK(t, err)
	digest := make([]byte, 32)
	_, err = k.Sign(rand.Reader, digest, crypto.SHA256)
	storetest.WantKind(t, err, siak.KindOtherTPM)
	k, err = d.Key(keyBlob, wrong)
	storetest.OK(t, err)
	if _, err = k.Sign(rand.Reader, digest, crypto.SHA256); err == nil {
		t.Fatal("the key signs for anybody")
	}
	for _, cut := range []int{0, 1, 5, len(blob) / 2, len(blob) - 1} {
		_, err = d.Unseal(blob[:cut], right)
		storetest.WantKind(t, err, siak.KindOtherTPM)
	}
	changed := bytes.Clone(blob)
	changed[len(changed)-1] ^= 1
	_, err = d.Unseal(changed, right)
	storetest.WantKind(t, err, siak.KindOtherTPM)
}

// A TPM that is not there, that went, that hangs and that somebody else has.
func TestTPMThatDoesNotAnswer(t *testing.T) {
	sim, d := simulated(t)
	blob, err := d.Seal([]byte("secret"), right)
	storetest.OK(t, err)
	storetest.OK(t, d.Probe())
	sim.Kill()
	_, err = d.Unseal(blob, right)
	storetest.WantKind(t, err, siak.KindNoTPM)
	storetest.WantKind(t, None().Probe(), siak.KindNoTPM)
	storetest.WantKind(t, At(filepath.Join(t.TempDir(), "none"), testPatience).Probe(), siak.KindNoTPM)
	sim.Start(t)
	_, err = d.Unseal(blob, right)
	storetest.OK(t, err)

	// The simulator serves one connection: who holds it has the TPM.
	holds, err := net.Dial("unix", sim.Path)
	storetest.OK(t, err)
	_, err = At(sim.Path, 100*time.Millisecond).Unseal(blob, right)
	storetest.WantKind(t, err, siak.KindTPMBusy)
	storetest.OK(t, holds.Close())
	_, err = d.Unseal(blob, right)
	storetest.OK(t, err)
}

// A TPM that is switched off in the middle of a use.
func TestTPMGoesInTheMiddle(t *testing.T) {
	sim, d := simulated(t)
	blob, err := d.Seal([]byte("secret"), right)
	storetest.OK(t, err)
	gone := make(chan struct{})
	time.AfterFunc(20*time.Millisecond, func() { sim.Kill(); close(gone) })
	for err == nil {
		_, err = d.Unseal(blob, right)
	}
	<-gone
	storetest.WantKind(t, err, siak.KindNoTPM)
	sim.Start(t)
	_, err = d.Unseal(blob, right)
	storetest.OK(t, err)
}
