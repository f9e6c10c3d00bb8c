/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an error is to a client, for answers that hold several problems. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define TW_HTTP_PROBLEM_PREFIX "tag:tradewind,2026:problem/"

/* The status; type is static, detail is (transfer full) and never NULL. */
guint       tw_http_explain_error (const GError *error, const char **type, char **detail);
const char *tw_http_title_of      (guint status);

G_END_DECLS
