/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who works in a stand-alone workspace: one user record, remembered by the workspace's setting "user". */
#pragma once

#include "tw-store.h"

G_BEGIN_DECLS

/* Names the workspace and makes its first user. */
gboolean tw_user_create  (TwStore *store, const char *workspace_name, const char *name, const char *email, GError **error);
/* Makes the remembered user the one who acts; nobody when there is none. */
void     tw_user_sign_in (TwStore *store);

G_END_DECLS
