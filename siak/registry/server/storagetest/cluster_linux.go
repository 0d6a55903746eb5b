package storagetest

import "syscall"

// dieWithTest ends the server also where the test is killed.
func dieWithTest(a *syscall.SysProcAttr) { a.Pdeathsig = syscall.SIGINT }
