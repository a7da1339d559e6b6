-- 彭阳县职业技能提升培训三年行动（2026—2028）/ Pengyang's three-year skills plan.
--
-- One event = one person, one training, one kind; months from January 2026 to December 2030.
-- 一次培训是一个人参加一种培训；按月推算，2028年末以后只有取证和兑付的尾巴。
--
--   axes.lua      departments, levels, catalogue items            部门、等级、目录项目
--   readings.lua  switches: how unclear sentences are read        口径选择
--   inputs.lua    every number, with its source                   全部参数及来源
--   people.lua    enrolled → completed → examined → certified     培训—取证
--   money.lua     claimed → paid, by fund                         申领—兑付，按资金来源
--   results.lua   what is reported, the targets, the identities   指标、目标、恒等式
--
-- Numbers that people change stand in data/*.csv and inputs.lua; a what-if is a file of its own
-- beside this one (see county-cut.lua).

model {
  name = "pengyang",
  title = { en = "Pengyang three-year skills plan", zh = "彭阳县职业技能提升培训三年行动" },
  from = "2026-01", to = "2028-12", tail = "2030-12",
}

require "results"
