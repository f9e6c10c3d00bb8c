/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a fresh workspace starts with: pipeline, reasons, currencies, rates, roles, tiers, templates, and the user himself. The
 * records are in data/seed with fixed ids, so that all machines of a team agree. */
#pragma once

#include "tw-store.h"

G_BEGIN_DECLS

/* For a workspace just made: everything below, the settings "currency" and "user", and the user of this machine as me.
 * currency: ISO 4217 code, nullable for that of the locale. */
gboolean     tw_seed_workspace (TwStore *store, const char *currency, GError **error);
/* Makes the user whom the workspace remembers (setting "user") the one who acts: me. */
void         tw_seed_sign_in   (TwStore *store);
/* Only the records that are the same everywhere. Those that are there already stay as they are. */
gboolean     tw_seed_records   (TwStore *store, TwOrigin origin, GError **error);

/* Pipelines to start from: keys such as "renewal". NULL-terminated. */
const char *const *tw_seed_list_pipelines (void);
/* Adds the pipeline and its stages. */
gboolean     tw_seed_add_pipeline (TwStore *store, const char *key, GError **error);

/* The ready dashboards, as one step; those that are there stay as they are. */
gboolean     tw_seed_add_dashboards (TwStore *store, GError **error);
/* The same of the ready reports. */
gboolean     tw_seed_add_reports (TwStore *store, GError **error);
/* Those that are there already stay as they are. */
gboolean     tw_seed_add_health_rules (TwStore *store, guint *n, GError **error);

G_END_DECLS
