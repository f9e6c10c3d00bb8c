/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tw-log-dialog.h"

G_BEGIN_DECLS

struct _TwLogDialog
{
  AdwWindow      parent_instance;

  TwWorkspace   *workspace;                            /* (owned) */
  TwRecord      *about;                                /* (owned) (nullable) */
  const TwEntity *activity, *task;
  GPtrArray     *activity_rows, *task_rows;            /* (owned) TwFormRow, lent */
  GPtrArray     *templates;                            /* (owned) TwRecord, as in the drop-down after the first line */
  TwRecord      *template;                             /* (owned) (nullable) */
  gboolean       only_task;
  gboolean       setting;                              /* the type follows the buttons, or they it */

  GtkBox        *kinds;
  GtkWidget     *about_box;
  GtkLabel      *about_label;
  GtkWidget     *template_box;
  GtkDropDown   *template_drop;
  GtkBox        *activity_form;
  GtkWidget     *outcomes;
  GtkCheckButton *follow_check;
  GtkBox        *task_form;
  GtkLabel      *error_label;
};

void      tw_log_dialog_show_error  (TwLogDialog *self, const char *message);    /* nullable */
void      tw_log_dialog_update      (TwLogDialog *self);
gboolean  tw_log_dialog_wants_task  (TwLogDialog *self);
/* NULL: something is wrong, and its row says what. */
TwRecord *tw_log_dialog_make_record (TwLogDialog *self, const TwEntity *entity, GPtrArray *rows);
TwRecord *tw_log_dialog_make_task   (TwLogDialog *self, TwRecord *activity);
/* tw-log-templates.c */
void      tw_log_dialog_read_templates (TwLogDialog *self);
void      tw_log_dialog_keep_template  (GtkWidget *widget, const char *name, GVariant *parameter);
void      tw_log_dialog_show_templates (GtkWidget *widget, const char *name, GVariant *parameter);

G_END_DECLS
