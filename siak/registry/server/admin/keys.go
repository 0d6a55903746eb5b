package admin

import (
	"context"
	"encoding/json"
	"encoding/pem"
	"errors"
	"io/fs"
	"os"
	"time"

	"ikd/station/siak"
	"ikd/station/siak/newfile"
	"ikd/station/siak/registry/server"
	"ikd/station/siak/registry/server/keys"
)

// Types of the blocks of PEM (RFC 7468) that keys and certificates are kept in.
const (
	pemKey         = "PRIVATE KEY"
	pemCertificate = "CERTIFICATE"
)

// Keys prints the registry's keys.
func Keys(r *server.Registry, print Print) error {
	for _, s := range r.Keys().Status() {
		if err := print(s); err != nil {
			return err
		}
	}
	return nil
}

// newKey is a line of what was made.
type newKey struct {
	Event string    `json:"event"`
	Kind  keys.Kind `json:"kind"`
	ID    string    `json:"id"`
	From  time.Time `json:"from"`
	To    time.Time `json:"to"`
}

func printKeys(event string, made []keys.Record, print Print) error {
	for _, rec := range made {
		if err := print(newKey{event, rec.Kind, rec.ID, rec.From, rec.To}); err != nil {
			return err
		}
	}
	return nil
}

// kindOf is the kind of a name that somebody typed.
func kindOf(name string) (keys.Kind, error) {
	if k := keys.Kind(name); keys.IsKind(k) {
		return k, nil
	}
	return "", Usage("there is no key of the kind %q; there are %v", name, keys.Kinds())
}

// lead is how long before its use a key is told of; less than 0 is the usual time.
func leadOf(k keys.Kind, given time.Duration) time.Duration {
	if given < 0 {
		return keys.UsualLead(k)
	}
	return given
}

// RotateKey makes what takes the place of a kind's keys in use, after lead; less
// than 0 for the time that is usual for the kind. It prints the new keys.
func RotateKey(ctx context.Context, r *server.Registry, kind string, lead time.Duration, print Print) error {
	k, err := kindOf(kind)
	if err != nil {
		return err
	}
	made, err := r.Rotate(ctx, k, time.Now().Add(leadOf(k, lead)))
	if err != nil {
		return err
	}
	return printKeys("made", made, print)
}

// RequestKey makes a key whose certificate is to be signed where the authority's
// key is, and writes the request to a new file.
func RequestKey(ctx context.Context, r *server.Registry, kind, to string, print Print) error {
	k, err := kindOf(kind)
	if err != nil {
		return err
	}
	f, err := newFile(to)
	if err != nil {
		return err
	}
	q, err := r.AskForKey(ctx, k, time.Now())
	if err == nil {
		err = json.NewEncoder(f).Encode(q)
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return errors.Join(err, os.Remove(to))
	}
	return print(map[string]string{"event": "requested", "kind": kind, "file": to})
}

// Authority is where an authority is kept: certificate and private key, as PEM.
type Authority struct{ Certificate, Key string }

// SignKey signs a request with an authority's key that is kept in files, and writes
// the certificate to a new file. It needs no registry.
func SignKey(a Authority, request, to string, print Print) error {
	c, err := a.read()
	if err != nil {
		return err
	}
	text, err := os.ReadFile(request)
	if err != nil {
		return Usage("the request cannot be read: %v", err)
	}
	var q keys.Request
	if err := json.Unmarshal(text, &q); err != nil {
		return Usage("%s is no request of a registry", request)
	}
	der, err := c.Sign(q)
	if err != nil {
		return err
	}
	if err := writePEM(to, pemCertificate, der); err != nil {
		return err
	}
	return print(map[string]string{"event": "signed", "kind": string(q.Kind), "file": to})
}

func (a Authority) read() (c keys.Certifier, err error) {
	der, err := readPEM(a.Certificate, pemCertificate)
	if err != nil {
		return c, err
	}
	key, err := readPEM(a.Key, pemKey)
	if err != nil {
		return c, err
	}
	defer clear(key)
	return keys.NewCertifier(der, key)
}

// InstallKey puts the certificate of a file to the key that waits for it.
func InstallKey(ctx context.Context, r *server.Registry, file string, print Print) error {
	der, err := readPEM(file, pemCertificate)
	if err != nil {
		return err
	}
	rec, err := r.InstallCertificate(ctx, der)
	if err != nil {
		return err
	}
	return printKeys("installed", []keys.Record{rec}, print)
}

// DetachKey takes the authority's private key out of the registry into a new file,
// and a copy of its certificate into another.
func DetachKey(ctx context.Context, r *server.Registry, a Authority, print Print) error {
	err := r.DetachAuthority(ctx, func(key []byte) error {
		if err := writePEM(a.Certificate, pemCertificate, r.Keys().Authority().Raw); err != nil {
			return err
		}
		return writePEM(a.Key, pemKey, key)
	})
	if err != nil {
		return err
	}
	return print(map[string]string{"event": "detached", "key": a.Key, "certificate": a.Certificate})
}

// AttachKey brings the authority's private key back.
func AttachKey(ctx context.Context, r *server.Registry, file string, print Print) error {
	key, err := readPEM(file, pemKey)
	if err != nil {
		return err
	}
	defer clear(key)
	if err := r.AttachAuthority(ctx, key); err != nil {
		return err
	}
	return print(map[string]string{"event": "attached"})
}

// RewrapKeys wraps the registry's keys under another key from outside.
func RewrapKeys(ctx context.Context, r *server.Registry, wrap *keys.Wrapping, print Print) error {
	if err := r.Rewrap(ctx, wrap); err != nil {
		return err
	}
	return print(map[string]string{"event": "rewrapped", "wrapping_key": wrap.ID()})
}

// newFile makes a file that only its owner may read, and writes over none.
func newFile(path string) (*os.File, error) {
	f, err := newfile.Create(path)
	if errors.Is(err, fs.ErrExist) {
		return nil, Usage("%s is there already", path)
	}
	if err != nil {
		return nil, Usage("the file cannot be made: %v", err)
	}
	return f, nil
}

func writePEM(path, kind string, der []byte) error {
	f, err := newFile(path)
	if err != nil {
		return err
	}
	err = pem.Encode(f, &pem.Block{Type: kind, Bytes: der})
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return errors.Join(siak.E("write a key", siak.KindDiskFull, err), os.Remove(path))
	}
	return nil
}

func readPEM(path, kind string) ([]byte, error) {
	if kind == pemKey {
		if err := keys.Private(path); err != nil {
			return nil, err
		}
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, Usage("the file cannot be read: %v", err)
	}
	defer clear(text)
	block, _ := pem.Decode(text)
	if block == nil || block.Type != kind {
		return nil, Usage("%s holds no %s", path, kind)
	}
	return block.Bytes, nil
}
