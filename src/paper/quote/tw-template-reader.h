/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Values of a template, with the place where each stands, for messages: "modern: blocks[2].boxes[0].share: …". Only the first trouble is told;
 * after it everything is what it is when nothing was said. */
#pragma once

#include <json-glib/json-glib.h>

#include "tw-quote-template-private.h"

G_BEGIN_DECLS

typedef struct
{
  TwQuoteTemplate *template;
  const TwEntity  *entity;
  GError         **error;
  gboolean         failed;
} TwTemplateReader;

void tw_template_fail (TwTemplateReader *reader, const char *place, const char *problem);
JsonObject *tw_template_get_object (TwTemplateReader *reader, const char *place, JsonNode *node, const char *const *allowed);
JsonArray *tw_template_get_array (TwTemplateReader *reader, const char *place, JsonObject *object, const char *member);
double tw_template_get_number (TwTemplateReader *reader, const char *place, JsonObject *object, const char *member, double least, double most, double missing);
gboolean tw_template_get_flag (TwTemplateReader *reader, const char *place, JsonObject *object, const char *member);
const char *tw_template_node_text (TwTemplateReader *reader, const char *place, JsonNode *node);
const char *tw_template_get_text (TwTemplateReader *reader, const char *place, JsonObject *object, const char *member);
guint32 tw_template_parse_color (TwTemplateReader *reader, const char *place, const char *text);
guint32 tw_template_get_color (TwTemplateReader *reader, const char *place, JsonObject *object, const char *member, guint32 missing);
TwExprBound *tw_template_get_when (TwTemplateReader *reader, const char *place, JsonObject *object);
void tw_template_check_text (TwTemplateReader *reader, const char *place, const char *text);
char *tw_template_take_text (TwTemplateReader *reader, const char *place, JsonObject *object, const char *member);
TwPaperStyle tw_template_get_style (TwTemplateReader *reader, const char *place, JsonObject *object, const char *member, const char *missing);
TwPaperAlign tw_template_get_align (TwTemplateReader *reader, const char *place, JsonObject *object);

/* tw-quote-template-blocks.c */
void tw_template_read_block (TwTemplateReader *reader, const char *place, JsonNode *node);
void tw_template_block_free (gpointer block);

G_END_DECLS
