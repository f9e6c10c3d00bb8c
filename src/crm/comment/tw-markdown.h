/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Comments are CommonMark (spec.commonmark.org, read by cmark). HTML in them is text like any other. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* For labels: Pango's markup, with links that a label can follow. */
char *tw_markdown_to_pango (const char *markdown);
/* The words alone, on one line of at most max characters. */
char *tw_markdown_to_line  (const char *markdown, guint max);

typedef void (*TwMarkdownLinkFunc) (const char *uri, gpointer data);
void  tw_markdown_find_links (const char *markdown, TwMarkdownLinkFunc func, gpointer data);

G_END_DECLS
