/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The demo company: a year of real sales data moved to now, with people and work around it (data/demo/README.md). */
#pragma once

#include "tw-backup.h"

G_BEGIN_DECLS

/* Fills a workspace; me becomes one of the company's agents. For an empty workspace or one that was only seeded. */
gboolean tw_demo_build (TwStore *store, TwProgress progress, gpointer data, GCancellable *cancellable, GError **error);

G_END_DECLS
