/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The compiled form of a condition over arrays, shared by who makes it and who runs it. */
#pragma once

#include "tw-columns-private.h"

G_BEGIN_DECLS

typedef enum { NODE_CONSTANT, NODE_AND, NODE_OR, NODE_NOT, NODE_CODES, NODE_TABLE, NODE_RANGE, NODE_MONEY } NodeKind;

typedef struct
{
  gint64 low, high;                                    /* inclusive; low > high: none */
  guint8 inside, outside;
} Range;

typedef struct _TwColumnFilter Node;

struct _TwColumnFilter
{
  NodeKind        kind;
  guint8          truth;                               /* CONSTANT; else of null */
  GPtrArray      *children;                            /* AND, OR, NOT: Node */
  const TwColumn *column;                              /* (unowned) */
  guint8         *table;                               /* CODES: by code; TABLE: by number - base */
  gint64          base;
  Range          *ranges;                              /* RANGE: one; MONEY: by code of the currency */
};

G_END_DECLS
