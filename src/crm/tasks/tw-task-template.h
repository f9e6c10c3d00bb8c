/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tasks from a template: one, or a set of them when the template has parts. */
#pragma once

#include "tw-store.h"

G_BEGIN_DECLS

/* (element-type TwRecord) those that the signed-in person may take, by name, without the parts of sets. */
GPtrArray *tw_task_template_list  (TwStore *store, GError **error);
/* Of which each makes a task: the parts of a set, or the template itself. (element-type TwRecord) */
GPtrArray *tw_task_template_read  (TwStore *store, const TwId *id, GError **error);
/* One task of one of those. about: (nullable) what it is about */
TwRecord  *tw_task_template_make  (TwStore *store, TwRecord *template, TwRecord *about, GError **error);
/* The tasks of the template as one edit to be committed. about: (nullable) what they are about; made: (nullable) (element-type TwRecord)
 * receives them */
TwEdit    *tw_task_template_apply (TwStore *store, const TwId *id, TwRecord *about, GPtrArray *made, GError **error);
/* A text whose {variables} are filled in: {record}, {me}, {owner}, {today}, {company} and the like, and the keys of fields of the record.
 * What is not known is left out. */
char      *tw_task_template_fill  (TwStore *store, const char *text, TwRecord *about);

G_END_DECLS
