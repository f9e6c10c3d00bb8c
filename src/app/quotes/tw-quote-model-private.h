/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tw-quote-model.h"

G_BEGIN_DECLS

struct _TwQuoteModel
{
  GObject       parent_instance;

  TwStore      *store;                                 /* (owned) */
  TwId          id;
  TwRecord     *quote;                                 /* (owned) (nullable) */
  GPtrArray    *lines;                                 /* (owned) TwRecord, as they are stored */
  TwQuoteSum   *sum;                                   /* (owned) (nullable) */
  GListStore   *items;                                 /* (owned) */
  GCancellable *cancellable;                           /* (owned) cancelled in dispose */
  gboolean      loading, again;
};

/* Takes the edit; item: (nullable): whose cell it stores. FALSE: there was nothing to do, or the error was told. */
gboolean tw_quote_model_commit (TwQuoteModel *self, TwEdit *edit, TwLineItem *item, TwQuoteCell cell, GError *error);

G_END_DECLS
