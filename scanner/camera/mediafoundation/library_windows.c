//go:build cgo

// The libraries, loaded when first used: the N editions of Windows lack them.

#include "mf_internal.h"

struct mf_functions mf;
static HRESULT loaded;
static INIT_ONCE once = INIT_ONCE_STATIC_INIT;

static FARPROC find(const wchar_t *library, const char *name) {
	HMODULE module = LoadLibraryExW(library, NULL, LOAD_LIBRARY_SEARCH_SYSTEM32);
	FARPROC f = module ? GetProcAddress(module, name) : NULL;
	if (!f && SUCCEEDED(loaded)) loaded = HRESULT_FROM_WIN32(GetLastError());
	return f;
}

static BOOL CALLBACK load(INIT_ONCE *o, void *parameter, void **context) {
	(void)o, (void)parameter, (void)context;
	mf.startup = (void *)find(L"mfplat.dll", "MFStartup");
	mf.shutdown = (void *)find(L"mfplat.dll", "MFShutdown");
	mf.attributes = (void *)find(L"mfplat.dll", "MFCreateAttributes");
	mf.media_type = (void *)find(L"mfplat.dll", "MFCreateMediaType");
	mf.devices = (void *)find(L"mf.dll", "MFEnumDeviceSources");
	mf.reader = (void *)find(L"mfreadwrite.dll", "MFCreateSourceReaderFromMediaSource");
	return TRUE;
}

mf_result mf_begin(int32_t *com) {
	InitOnceExecuteOnce(&once, load, NULL, NULL);
	if (FAILED(loaded)) return loaded;
	HRESULT h = CoInitializeEx(NULL, COINIT_MULTITHREADED);
	// A thread that another library left in an apartment of its own will do too.
	if (FAILED(h) && h != RPC_E_CHANGED_MODE) return h;
	*com = SUCCEEDED(h);
	h = mf.startup(MF_VERSION, MFSTARTUP_LITE);
	if (FAILED(h) && *com) CoUninitialize();
	return h;
}

void mf_end(int32_t com) {
	mf.shutdown();
	if (com) CoUninitialize();
}
