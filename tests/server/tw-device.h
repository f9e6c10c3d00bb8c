/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A device and its server, both real and both in this process, for tests of what lies between them. */
#pragma once

#include "tw-server.h"
#include "tw-sync-account.h"

G_BEGIN_DECLS

/* Seconds until waiting for something is a failure: less than the half minute after which a device looks for news by itself. */
#define TW_DEVICE_PATIENCE 20

typedef struct
{
  char          *folder;
  TwServer      *server;
  TwStore       *store;
  TwSyncAccount *account;
} TwDevice;

typedef gboolean (*TwDeviceTest) (TwDevice *device);

/* A folder for all of it, before anything asks GLib for its folders: the home of this process is in it. */
TwDevice *tw_device_new          (void);
void      tw_device_free         (TwDevice *device);
/* At any port, or at that one. TLS by the certificate for crm.localhost, or none. */
void      tw_device_start_server (TwDevice *device, guint16 port, gboolean tls);
void      tw_device_stop_server  (TwDevice *device);
/* The first person of the server signs in on the device, which then is synced. host: how the server is called. */
void      tw_device_connect      (TwDevice *device, const char *host);
/* The same person signs in again, by password. */
void      tw_device_sign_in      (TwDevice *device);
/* The program of the device ends, and begins. */
void      tw_device_close        (TwDevice *device);
void      tw_device_open         (TwDevice *device);
void      tw_device_wait         (TwDevice *device, TwDeviceTest test);
gboolean  tw_device_is_synced    (TwDevice *device);
/* file: (nullable): the hash of what belongs to it. */
TwId      tw_device_add_document (TwDevice *device, const char *name, const char *file);
gboolean  tw_device_server_has   (TwDevice *device, const TwId *document);

G_END_DECLS
