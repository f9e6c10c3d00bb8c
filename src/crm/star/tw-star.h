/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Records that a person marked with a star, to have them at hand. Nobody else sees the stars. */
#pragma once

#include "tw-store.h"

G_BEGIN_DECLS

/* Whether a schema has stars, which is not so of one from before them. */
gboolean   tw_star_is_possible (TwSchema *schema);
gboolean   tw_star_is_on       (TwStore *store, TwRecord *record);
/* NULL: it is so already, or the schema has no stars. */
TwEdit    *tw_star_set         (TwStore *store, TwRecord *record, gboolean on);
/* What who is signed in has starred and can see, the first star first. (element-type TwRecord) */
GPtrArray *tw_star_list        (TwStore *store, guint limit);

G_END_DECLS
