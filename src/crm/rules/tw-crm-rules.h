/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rules of all subjects that hold in every edit. Every program that opens a workspace to write adds them at once. */
#pragma once

#include "tw-store.h"

G_BEGIN_DECLS

void tw_crm_rules_add (TwStore *store);

G_END_DECLS
