/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tw-action-table.h"
#include "tw-record-page.h"
#include "tw-record-related.h"

G_BEGIN_DECLS

struct _TwRecordPage
{
  TwWindowPage      parent_instance;

  const TwEntity   *entity;
  TwRecord         *record;                            /* (owned) as it is stored now */
  guint             reload_id;

  TwRecordDetails  *details;                           /* in a column, or a tab when narrow */
  TwRecordTimeline *timeline;
  TwRecordRelated  *related;

  AdwBin           *body;
  GtkWidget        *highlights;
  GtkWidget        *deleted_bar;
  GtkImage         *icon;
};

extern const TwActionTable tw_record_page_actions;

void tw_record_page_update_actions (TwRecordPage *self);

G_END_DECLS
