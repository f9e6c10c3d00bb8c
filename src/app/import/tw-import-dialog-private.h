/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tw-import-dialog.h"

G_BEGIN_DECLS

struct _TwImportDialog
{
  AdwWindow            parent_instance;

  TwWorkspace         *workspace;                      /* (owned) */
  TwSchema            *schema;                         /* (owned) keeps the entities */
  GListModel          *files;                          /* (owned) GFile */
  guint                at;                             /* the file that is looked at */
  const TwEntity      *preferred, *entity;
  GPtrArray           *entities;                       /* (owned) const TwEntity, in the order of the choice */
  GStrv                keys;                           /* (owned) (nullable) in the order of the choice */
  TwImportSample      *sample;                         /* (owned) (nullable) */
  TwImportMapping     *mapping;                        /* (owned) (nullable) */
  char                *charset;                        /* (owned) (nullable) chosen; else found out */
  TwCsvDialect         dialect;
  gboolean             has_dialect, filling, trial;    /* trial: the run changes nothing */
  TwImport            *import;                         /* (owned) (nullable) of the last run */
  GFile               *rejects;                        /* (owned) (nullable) of the last run */
  GCancellable        *cancellable;                    /* (owned) (nullable) of the run under way */
  guint                read_id;                        /* counts readings: an older one is of no use */

  GtkStack            *stack;
  AdwWindowTitle      *title;
  GtkWidget           *close_button;
  GtkWidget           *back_button;
  GtkWidget           *check_button;
  GtkWidget           *run_button;
  GtkWidget           *next_button;
  GtkLabel            *error_label;
  AdwStatusPage       *error_page;
  AdwComboRow         *entity_row;
  AdwComboRow         *charset_row;
  AdwComboRow         *delimiter_row;
  AdwActionRow        *header_row;
  GtkSwitch           *header_switch;
  AdwComboRow         *key_row;
  AdwComboRow         *duplicate_row;
  AdwComboRow         *missing_row;
  TwImportColumns     *columns;
  GtkProgressBar      *progress;
  AdwStatusPage       *result_page;
  GtkListBox          *count_list;
  AdwPreferencesGroup *reason_group;
  GtkListBox          *reason_list;
  AdwPreferencesGroup *remark_group;
  GtkListBox          *remark_list;
  GtkWidget           *undo_button;
  GtkWidget           *save_button;
};

void tw_import_dialog_set_page    (TwImportDialog *self, const char *page);
void tw_import_dialog_show_error  (TwImportDialog *self, const char *message);
void tw_import_dialog_read        (TwImportDialog *self);
/* tw-import-result.c */
void tw_import_dialog_show_result (TwImportDialog *self);
/* tw-import-choices.c: fills the choices of the file's format and of records that are there already. */
void tw_import_dialog_fill_choices (TwImportDialog *self);
void tw_import_dialog_format_chosen (TwImportDialog *self);
/* tw-import-run.c */
void tw_import_dialog_run         (TwImportDialog *self, gboolean trial);

G_END_DECLS
