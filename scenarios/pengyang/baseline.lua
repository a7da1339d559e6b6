-- 彭阳县职业技能提升培训三年行动（2026—2028）/ Pengyang's three-year skills plan.
-- 问题：按方案原文推进，六项目标能否完成，需要多少资金？默认口径，资金不设上限，结果即需求。
-- Question: are the six targets met, and what does it cost, if the plan goes as written? Default readings;
-- funds without a limit, so that the need is the result.
--
-- This file is the model as it stands; every other file of this folder is a what-if over it.
-- 本文件就是模型本身；同一文件夹中的其他文件都是在它之上的情景。
--
--   model/axes.lua      departments, levels, groups, catalogue items    部门、等级、人群、目录项目
--   model/readings.lua  switches: how unclear sentences are read        口径选择
--   model/inputs.lua    every number of people and time, with source    人数和时间参数及来源
--   model/rates.lua     subsidies and budgets, with source              补贴标准、资金参数及来源
--   model/people.lua    enrolled → completed → examined → certified     参训—结业—考核—取证
--   model/claims.lua    claimed → checked → published → due             申领—审核—公示—兑付
--   model/money.lua     who pays: funds, arrears                        资金来源、应付未付
--   model/results.lua   what is reported, targets, identities           指标、目标、恒等式
--   model/findings.lua  what contradicts what in the plan               方案自身的矛盾
--
-- One event = one person, one training, one route; months from January 2026 to December 2030.
-- 一次培训是一个人参加一种培训；按月推算，2028年末以后只有取证和兑付的尾巴。
model {
  name = "pengyang",
  title = { en = "Baseline: the plan as written", zh = "基准方案：按方案原文" },
  from = "2026-01", to = "2028-12", tail = "2030-12", units = { "grant" },
}

require "model/results"
require "model/findings"
