/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sentences about a kind of record that the schema has no room for. */
#pragma once

#include "tw-schema.h"

G_BEGIN_DECLS

const char *tw_entity_get_purpose (const TwEntity *entity);          /* what the list is for */
char       *tw_entity_dup_new_label (const TwEntity *entity);        /* "New Deal" */

G_END_DECLS
