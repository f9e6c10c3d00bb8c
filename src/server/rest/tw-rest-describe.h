/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the routes of the API are for, in the words of its document. */
#pragma once

#include "tw-doc.h"

G_BEGIN_DECLS

TwDoc      *tw_rest_parse_paths (void);
/* Lent by paths; NULL: the document does not have it. */
const char *tw_rest_describe    (TwDoc *paths, const char *method, const char *pattern);

G_END_DECLS
