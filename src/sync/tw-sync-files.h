/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files of a replica, beside its records: those that are new here go to the server, those of others come by the policy, the newest
 * first, each resumed where it was cut off. Records never wait for files. Signal "file-changed" (hash) of TwSync tells progress. */
#pragma once

#include "tw-replica-files.h"
#include "tw-sync.h"

G_BEGIN_DECLS

/* Kept in the workspace, for this device. */
void          tw_sync_set_files_policy  (TwSync *sync, TwFilesPolicy policy);
TwFilesPolicy tw_sync_get_files_policy  (TwSync *sync);
void          tw_sync_set_files_metered (TwSync *sync, gboolean allowed);
gboolean      tw_sync_get_files_metered (TwSync *sync);
/* The same without an engine: for the command line. */
TwFilesPolicy tw_files_read_policy (TwStore *store);

/* A person asks for it: it is next, whatever the policy and the network. Also begins anew what was stopped or refused. */
gboolean      tw_sync_want_file (TwSync *sync, const char *hash, GError **error);
/* Stops it until somebody asks for it again. What came of it stays for then. */
gboolean      tw_sync_stop_file (TwSync *sync, const char *hash, GError **error);
/* Whether it is moving just now; bytes so far and in all, -1 not known. */
gboolean      tw_sync_get_transfer (TwSync *sync, const char *hash, gint64 *bytes, gint64 *size);
/* Files wait only because the network costs by volume. */
gboolean      tw_sync_files_are_held (TwSync *sync);

G_END_DECLS
