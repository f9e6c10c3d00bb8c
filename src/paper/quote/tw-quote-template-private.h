/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tw-expr.h"
#include "tw-paper-boxes.h"
#include "tw-quote-template.h"

G_BEGIN_DECLS

typedef enum { TW_ITEM_TEXT, TW_ITEM_PAIR, TW_ITEM_IMAGE, TW_ITEM_RULE } TwTemplateItemKind;

typedef struct
{
  TwTemplateItemKind kind;
  char        *texts[2];                               /* English, with placeholders; of a text: it and its caption; of a picture: where it comes from */
  TwPaperStyle styles[2];
  double       share, width, height, before;
  guint32      color;                                  /* of a rule */
  TwExprBound *when;                                   /* nullable: always */
} TwTemplateItem;

typedef struct
{
  TwPaperBox look;
  GPtrArray *items;                                    /* (owned) TwTemplateItem */
} TwTemplateBox;

typedef enum { TW_TEMPLATE_BOXES, TW_TEMPLATE_LINES, TW_TEMPLATE_TOTALS } TwTemplateBlockKind;

typedef enum
{
  TW_LINE_IMAGE, TW_LINE_POSITION, TW_LINE_NAME, TW_LINE_QUANTITY, TW_LINE_PRICE, TW_LINE_DISCOUNT, TW_LINE_TAX, TW_LINE_AMOUNT,
} TwLineColumn;

typedef struct
{
  TwTemplateBlockKind kind;
  double       before, gap, share;
  gboolean     keep;
  TwExprBound *when;                                   /* nullable: always */
  GPtrArray   *boxes;                                  /* (owned) TwTemplateBox */
  GArray      *columns;                                /* (owned) TwLineColumn */
  TwPaperTableLook look;
} TwTemplateBlock;

struct _TwQuoteTemplate
{
  gatomicrefcount ref_count;
  TwSchema    *schema;                                 /* (owned) */
  char        *name, *label, *family;
  double       margins[4];                             /* points: top, end, bottom, start */
  double       band;
  guint32      band_color;
  guint        head_from;
  char        *head[2], *foot, *pages, *watermark;     /* nullable */
  TwExprBound *watermark_when;                         /* nullable */
  GHashTable  *colors;                                 /* guint32 by name */
  GHashTable  *styles;                                 /* TwPaperStyle by name */
  GHashTable  *exprs;                                  /* TwExprBound by text */
  GPtrArray   *blocks;                                 /* TwTemplateBlock */
};

/* Placeholders of texts that are no expressions: "$company" … */
gboolean tw_quote_template_has_variable (const char *name);

G_END_DECLS
