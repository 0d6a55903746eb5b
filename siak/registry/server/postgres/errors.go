package postgres

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"ikd/station/siak"
	"ikd/station/siak/registry/server"

	"github.com/jackc/pgx/v5/pgconn"
)

var (
	errURL        = errors.New("not an address of a database")
	errRolledBack = errors.New("the server rolled the transaction back")
	errDriver     = errors.New("the driver cannot pass a value on")
)

// failure is what may be told of an error of the server: its code (appendix A of
// its manual) and constraint. Its message may quote what is in a row.
type failure struct {
	code, constraint string
}

func (f *failure) Error() string {
	if f.constraint == "" {
		return fmt.Sprintf("PostgreSQL error %s", f.code)
	}
	return fmt.Sprintf("PostgreSQL error %s (%s)", f.code, f.constraint)
}

// Unwrap marks a row that is refused for what is in it: classes 22 (data
// exception) and 23 (integrity constraint violation).
func (f *failure) Unwrap() error {
	if strings.HasPrefix(f.code, "22") || strings.HasPrefix(f.code, "23") {
		return server.ErrRefused
	}
	return nil
}

// again reports whether the transaction may stand when it is run once more:
// serialization_failure, deadlock_detected.
func again(err error) bool {
	f, ok := errors.AsType[*failure](err)
	return ok && (f.code == "40001" || f.code == "40P01")
}

// clean takes out of an error what may not be told.
func clean(err error) error {
	if err == nil {
		return nil
	}
	if pg, ok := errors.AsType[*pgconn.PgError](err); ok {
		return &failure{pg.Code, pg.ConstraintName}
	}
	if strings.Contains(err.Error(), "encode") { // it quotes the value
		return errDriver
	}
	return err
}

// kinds of the codes and classes of the server's errors.
var kinds = map[string]siak.Kind{
	"53100": siak.KindDiskFull,
	"25006": siak.KindReadOnly,
	"55P03": siak.KindBusy, "57014": siak.KindBusy, "40": siak.KindBusy,
	"42P01": siak.KindNotSetUp,
	"XX":    siak.KindDamaged,
	"08":    siak.KindUnavailable, "53": siak.KindUnavailable, "57": siak.KindUnavailable, "28": siak.KindUnavailable,
}

// withKind gives an error its kind. What is not the server's word is a way to it
// that does not work.
func withKind(op string, err error) error {
	if err == nil || siak.KindOf(err) != siak.KindUnknown {
		return err
	}
	err = clean(err)
	if f, ok := errors.AsType[*failure](err); ok {
		for _, key := range []string{f.code, f.code[:min(2, len(f.code))]} {
			if kind, known := kinds[key]; known {
				return siak.E(op, kind, err)
			}
		}
		return siak.E(op, siak.KindUnknown, err)
	}
	if _, ok := errors.AsType[*pgconn.ConnectError](err); ok {
		return siak.E(op, siak.KindUnavailable, errors.New("the database cannot be reached"))
	}
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) || pgconn.SafeToRetry(err) {
		return siak.E(op, siak.KindUnavailable, err)
	}
	return siak.E(op, siak.KindUnknown, err)
}
