//go:build !linux && !windows

package suspend

import (
	"context"
	"errors"
)

func watch(context.Context, func(context.Context)) error { return errors.ErrUnsupported }
