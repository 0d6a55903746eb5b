// Wine 8, of Debian 12, has no bcryptprimitives.dll, which every program of Go
// asks for random numbers as it starts. This stands in for it, under Wine only.
#include <windows.h>

BOOLEAN NTAPI SystemFunction036(void *buffer, ULONG length);

__declspec(dllexport) BOOL WINAPI ProcessPrng(BYTE *buffer, SIZE_T length) {
	return SystemFunction036(buffer, (ULONG)length);
}
