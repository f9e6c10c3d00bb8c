/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Addresses of records: tradewind:deal/0190c3e4-…, the key of the entity and the id. They open the record from anywhere on the desktop. */
#pragma once

#include "tw-schema.h"

G_BEGIN_DECLS

char           *tw_record_uri_print (const TwEntity *entity, const TwId *id);
/* NULL: no address of a record that the schema knows. */
const TwEntity *tw_record_uri_parse (TwSchema *schema, const char *uri, TwId *id);

G_END_DECLS
