/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tw-action-table.h"
#include "tw-asked-bar.h"
#include "tw-file-panel.h"
#include "tw-portrait.h"
#include "tw-record-body.h"
#include "tw-record-page.h"
#include "tw-record-related.h"
#include "tw-health-box.h"
#include "tw-stage-times-box.h"
#include "tw-sync-bar.h"

G_BEGIN_DECLS

struct _TwRecordPage
{
  TwWindowPage      parent_instance;

  const TwEntity   *entity;
  TwRecord         *record;                            /* (owned) as it is stored now */
  TwRecord         *past;                              /* (owned) (nullable) as it was at the end of a day that is looked at */
  TwInstant         past_at;                           /* when that was; 0: it is looked at as it is */
  guint             reload_id;
  gboolean          following;                         /* who is signed in hears of its changes */
  gboolean          in_list;                           /* it was opened from a list, which has records beside it */
  gboolean          muted;                             /* who is signed in wants to hear nothing of it */
  gboolean          starred;                           /* who is signed in wants to have it at hand */
  gboolean          reload_timeline, reload_related, reload_files;   /* what the commits since touched */

  TwRecordDetails  *details;                           /* in a column, or a tab when narrow */
  TwRecordTimeline *timeline;
  TwRecordRelated  *related;
  TwFilePanel      *files;
  TwAskedBar       *asked;                             /* above them, when an answer is waited for */
  TwHealthBox      *health;                            /* above them, too */
  TwStageTimesBox  *stage_times;                       /* above them */
  GtkWidget        *side;                              /* files above related records */

  TwThumbnailer    *faces;                             /* (owned) (nullable) of a person's page */
  TwPortrait       *portrait;                          /* (nullable) in the header of a person's page */
  TwRecordBody     *body;
  GtkWidget        *highlights;
  GtkWidget        *deleted_bar;
  GtkImage         *icon;
  TwSyncBar        *sync_bar;
  GtkWidget        *search_button;
  GtkWidget        *follow_button;
  GtkButton        *star_button;
  GtkWidget        *beside_box;
  GtkWidget        *past_bar;
  GtkLabel         *past_label;
  GtkPopover       *past_popover;
  GtkCalendar      *past_calendar;
};

extern const TwActionTable tw_record_page_actions;

void tw_record_page_update_actions (TwRecordPage *self);
void tw_record_page_set_following  (TwRecordPage *self, gboolean following);
void tw_record_page_set_muted      (TwRecordPage *self, gboolean muted);
void tw_record_page_set_starred    (TwRecordPage *self, gboolean starred);
/* Reads whether it is followed, muted and starred. */
void tw_record_page_update_marks   (TwRecordPage *self);
/* As the record was at the end of a day; today or later is now. */
void tw_record_page_show_day       (TwRecordPage *self, TwDate date);

G_END_DECLS
