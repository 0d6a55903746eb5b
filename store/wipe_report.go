package store

import (
	"ikd/station/store/internal/audit"

	"context"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"path/filepath"
	"time"

	"ikd/station/siak"
	"ikd/station/store/internal/codec"
	"ikd/station/store/internal/ledger"
	"ikd/station/store/internal/sqlitedb"
)

// WipeReport says that a station's keys were destroyed. It is signed in the
// transaction that destroys them, the station's own key among them: a wipe that was
// cut off can no longer speak to the registry as the station, but what it has to say
// can still be handed in, by whom and when ever.
type WipeReport struct {
	Format    string    `json:"format"`          // [WipeReportFormat]
	Station   string    `json:"station"`         // as the registry calls it
	Order     string    `json:"order,omitempty"` // its ID, hexadecimal; none: by the station's own supervisor
	Wiped     time.Time `json:"wiped"`           // by the station's clock
	Exported  int       `json:"exported"`        // activations that come by file
	Signature string    `json:"signature"`       // Ed25519 over [WipeReport.Statement], hexadecimal
}

// WipeReportFormat names the file's format and version.
const WipeReportFormat = "ikd-station-wipe-1"

// Statement is what the station signs: format, station and order, each followed by a
// zero byte, and the time in RFC 3339 with nanoseconds, UTC. How much is exported is
// not known yet when it is signed.
func (r WipeReport) Statement() []byte {
	return []byte(r.Format + "\x00" + r.Station + "\x00" + r.Order + "\x00" + r.Wiped.UTC().Format(time.RFC3339Nano))
}

// wipeForm is a report as the wiped ledger keeps it.
type wipeForm struct {
	Station   string `cbor:"1,keyasint"`
	Order     []byte `cbor:"2,keyasint,omitempty"`
	Ordered   int64  `cbor:"3,keyasint,omitempty"`
	Wiped     int64  `cbor:"4,keyasint"`
	Signature []byte `cbor:"5,keyasint,omitempty"`
}

func (f wipeForm) report() WipeReport {
	return WipeReport{
		Format: WipeReportFormat, Station: f.Station, Order: hex.EncodeToString(f.Order),
		Wiped: codec.FromUnixNano(f.Wiped), Signature: hex.EncodeToString(f.Signature),
	}
}

// saveReport leaves a signed report in a ledger that is being wiped.
func (s *Store) saveReport(ctx context.Context, tx *sql.Tx, order *siak.WipeOrder, now time.Time) error {
	to, _, err := ledger.ReadSealing(ctx, tx)
	if err != nil {
		return err
	}
	form := wipeForm{Station: to.Station, Wiped: codec.UnixNano(now)}
	if order != nil {
		form.Order, form.Ordered = order.ID[:], codec.UnixNano(order.Ordered)
	}
	form.Signature = audit.Sign(s.Audit, form.report().Statement())
	kept, err := codec.Encode(form)
	if err != nil {
		return err
	}
	return sqlitedb.PutMeta(ctx, tx, ledger.MetaReport, kept)
}

// report writes the report beside the other files; a folder that an older program
// wiped has none.
func (out *Exported) report(ctx context.Context, db *sql.DB, to, stamp string) error {
	kept, err := sqlitedb.GetMeta(ctx, db, ledger.MetaReport)
	if err != nil || kept == nil {
		return err
	}
	var form wipeForm
	if err := codec.Decode("read the report of the wipe", kept, &form); err != nil {
		return err
	}
	if len(form.Order) == len(siak.WipeOrder{}.ID) {
		out.Order = &siak.WipeOrder{ID: [16]byte(form.Order), Ordered: codec.FromUnixNano(form.Ordered)}
	}
	r := form.report()
	r.Exported = out.Activations
	out.Report = filepath.Join(to, "wipe-"+stamp+".json")
	return sqlitedb.WriteJSON(out.Report, func(w *json.Encoder) error { return w.Encode(r) })
}
