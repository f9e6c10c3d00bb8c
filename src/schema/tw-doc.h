/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A JSON text (RFC 8259) as a tree whose nodes know their line. Strict: no comments, no trailing commas, no key twice in an
 * object, bounded depth and size; so that a definition has one meaning and every mistake in it has a place. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define TW_DOC_MAX_DEPTH  64
#define TW_DOC_MAX_BYTES  (64 * 1024 * 1024)

typedef enum { TW_DOC_NULL, TW_DOC_BOOLEAN, TW_DOC_NUMBER, TW_DOC_TEXT, TW_DOC_ARRAY, TW_DOC_OBJECT } TwDocType;

typedef struct _TwDoc     TwDoc;
typedef struct _TwDocNode TwDocNode;

struct _TwDocNode
{
  TwDocType        type;
  int              line;                  /* where the value starts; a member: where its key stands */
  const char      *key;                   /* members of objects */
  gboolean         boolean;
  const char      *text;                  /* texts, and numbers as they are written */
  guint            n_items;
  const TwDocNode *first, *next;          /* first: items or members in order; next: the following sibling */
};

TwDoc           *tw_doc_parse    (const char *name, const char *text, gssize length, GError **error);
void             tw_doc_free     (TwDoc *doc);
const TwDocNode *tw_doc_get_root (TwDoc *doc);
const TwDocNode *tw_doc_member   (const TwDocNode *object, const char *key);         /* nullable */
gboolean         tw_doc_integer  (const TwDocNode *node, gint64 *value);             /* FALSE: no whole number of 64 bits */
void             tw_doc_print    (const TwDocNode *node, GString *json);             /* compact; a member without its key */
void             tw_doc_print_text (const char *text, GString *json);                /* in quotes, escaped */
gsize            tw_doc_plain_run  (const char *text);                               /* bytes at its beginning that need no escape */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwDoc, tw_doc_free)

G_END_DECLS
