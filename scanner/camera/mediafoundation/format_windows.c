//go:build cgo

// The formats of a camera, and NV12 of what it gives.

#include "mf_internal.h"

static void pair(IMFMediaType *type, const GUID *key, uint32_t *high, uint32_t *low) {
	UINT64 v = 0;
	IMFMediaType_GetUINT64(type, key, &v);
	*high = (uint32_t)(v >> 32);
	*low = (uint32_t)v;
}

mf_result mf_format_at(mf_camera *camera, uint32_t i, mf_format *f) {
	IMFMediaType *type = NULL;
	GUID subtype = {0};
	HRESULT h = IMFSourceReader_GetNativeMediaType(camera->reader, MF_STREAM, i, &type);
	if (FAILED(h)) return h;
	IMFMediaType_GetGUID(type, &MF_MT_SUBTYPE, &subtype);
	f->subtype = subtype.Data1;
	pair(type, &MF_MT_FRAME_SIZE, &f->width, &f->height);
	pair(type, &MF_MT_FRAME_RATE, &f->rate, &f->per);
	IMFMediaType_Release(type);
	return h;
}

// set_native has the camera itself give its format of that index.
static HRESULT set_native(mf_camera *camera, uint32_t i) {
	IMFSourceReaderEx *reader = NULL;
	IMFMediaType *type = NULL;
	DWORD flags;
	HRESULT h = IMFSourceReader_QueryInterface(camera->reader, &IID_IMFSourceReaderEx, (void **)&reader);
	if (SUCCEEDED(h)) h = IMFSourceReader_GetNativeMediaType(camera->reader, MF_STREAM, i, &type);
	if (SUCCEEDED(h)) h = IMFSourceReaderEx_SetNativeMediaType(reader, MF_STREAM, type, &flags);
	if (type) IMFMediaType_Release(type);
	if (reader) IMFSourceReaderEx_Release(reader);
	return h;
}

// set_nv12 has the system turn that into NV12 of the same size and rate.
static HRESULT set_nv12(mf_camera *camera) {
	IMFMediaType *type = NULL;
	HRESULT h = mf.media_type(&type);
	if (FAILED(h)) return h;
	h = IMFMediaType_SetGUID(type, &MF_MT_MAJOR_TYPE, &MFMediaType_Video);
	if (SUCCEEDED(h)) h = IMFMediaType_SetGUID(type, &MF_MT_SUBTYPE, &MFVideoFormat_NV12);
	if (SUCCEEDED(h)) h = IMFSourceReader_SetCurrentMediaType(camera->reader, MF_STREAM, NULL, type);
	IMFMediaType_Release(type);
	return h;
}

mf_result mf_use(mf_camera *camera, uint32_t i) {
	HRESULT h = set_native(camera, i);
	return FAILED(h) ? h : set_nv12(camera);
}

mf_result mf_picture_now(mf_camera *camera, mf_picture *p) {
	IMFMediaType *type = NULL;
	MFVideoArea area;
	UINT32 range = 0, stride = 0, size = 0;
	*p = (mf_picture){0};
	HRESULT h = IMFSourceReader_GetCurrentMediaType(camera->reader, MF_STREAM, &type);
	if (FAILED(h)) return h;
	pair(type, &MF_MT_FRAME_SIZE, &p->width, &p->height);
	IMFMediaType_GetUINT32(type, &MF_MT_VIDEO_NOMINAL_RANGE, &range);
	p->limited = range == MFNominalRange_16_235;
	if (SUCCEEDED(IMFMediaType_GetBlob(type, &MF_MT_MINIMUM_DISPLAY_APERTURE, (UINT8 *)&area, sizeof area, &size)) &&
		size == sizeof area) {
		p->x = area.OffsetX.value, p->y = area.OffsetY.value;
		p->visible_width = area.Area.cx, p->visible_height = area.Area.cy;
	}
	IMFMediaType_GetUINT32(type, &MF_MT_DEFAULT_STRIDE, &stride);
	camera->stride = stride ? (LONG)stride : (LONG)p->width;
	camera->rows = p->height;
	IMFMediaType_Release(type);
	return h;
}
