/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tw-application.h"
#include "tw-desktop-notices.h"
#include "tw-document-reader.h"
#include "tw-file-upkeep.h"
#include "tw-notifier.h"
#include "tw-search-alerts.h"
#include "tw-start-page.h"
#include "tw-window.h"

G_BEGIN_DECLS

struct _TwApplication
{
  AdwApplication parent_instance;

  GSettings     *settings;                             /* (owned) */
  TwWorkspace   *workspace;                            /* (owned) (nullable) */
  TwWindow      *window;                               /* (nullable) owned by GTK */
  TwStartPage   *start;                                /* (nullable) in the window while no workspace is open */
  TwDesktopNotices *notices;                           /* (owned) (nullable) of the workspace */
  TwSearchAlerts *alerts;                              /* (owned) (nullable) of a workspace that can be written */
  TwFileUpkeep  *upkeep;                               /* (owned) (nullable) the same */
  TwDocumentReader *reader;                            /* (owned) (nullable) the same */
  TwNotifier    *notifier;                             /* (owned) (nullable) the same */
  char          *uri;                                  /* (owned) (nullable) to be opened with the workspace */
  guint          trim_id;
  guint          late_id;                              /* until the first frame with the workspace */
  gboolean       late;                                 /* what can wait for it has begun */
  GCancellable  *making_demo;                          /* (owned) (nullable) the demo company is being made */
  char          *demo_dir;                             /* (owned) (nullable) where */

  /* From the command line. */
  gboolean       demo;
  char          *dir;                                  /* (owned) (nullable) */
  char          *shots;                                /* (owned) (nullable) folder for screenshots */
};

/* tw-application-actions.c */
void tw_application_add_actions (TwApplication *self);
/* tw-application.c */
TwStartPage *tw_application_show_start     (TwApplication *self);
void         tw_application_take_workspace (TwApplication *self, TwStore *store);
void         tw_application_take_account   (TwApplication *self, TwSyncAccount *account);
char        *tw_application_dup_data_dir   (void);
char        *tw_application_dup_demo_dir   (void);

G_END_DECLS
