/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who works in a stand-alone workspace: one user record, remembered by the workspace's setting "user". */
#pragma once

#include "tw-store.h"

G_BEGIN_DECLS

/* Names the workspace and makes its first user. */
gboolean tw_user_create  (TwStore *store, const char *workspace_name, const char *name, const char *email, GError **error);

G_END_DECLS
