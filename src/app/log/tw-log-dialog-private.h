/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tw-activity-guess.h"
#include "tw-dictation.h"
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
  TwActivityGuess *guess;                              /* (owned) (nullable) until the workspace was read */
  const char    *guessed;                              /* (nullable) type that the words suggest, lent by the schema */
  GCancellable  *cancellable;                          /* (owned) of the reading */
  TwDictation   *dictation;                            /* (owned) (nullable) until something is dictated */
  gboolean       only_task;
  gboolean       setting;                              /* the type follows the buttons, or they it */

  GtkBox        *kinds;
  GtkWidget     *about_box;
  GtkLabel      *about_label;
  GtkWidget     *template_box;
  GtkDropDown   *template_drop;
  GtkBox        *activity_form;
  GtkButton     *guess_button;
  GtkWidget     *dictate_box;
  GtkButton     *dictate_button;
  GtkSpinner    *dictate_spinner;
  GtkLabel      *dictate_label;
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
/* tw-log-guess.c: the type that the words suggest. */
void      tw_log_dialog_start_guessing (TwLogDialog *self);
void      tw_log_dialog_update_guess   (TwLogDialog *self);
void      tw_log_dialog_use_guess      (GtkWidget *widget, const char *name, GVariant *parameter);
/* tw-log-dictate.c: notes that are spoken. */
void      tw_log_dialog_dictate        (GtkWidget *widget, const char *name, GVariant *parameter);
/* tw-log-templates.c */
void      tw_log_dialog_read_templates (TwLogDialog *self);
void      tw_log_dialog_keep_template  (GtkWidget *widget, const char *name, GVariant *parameter);
void      tw_log_dialog_show_templates (GtkWidget *widget, const char *name, GVariant *parameter);

G_END_DECLS
